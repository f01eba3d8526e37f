"""Memory is kept while a large file is read, and only then; where the system has no such switch, nothing is done."""

import pytest

from beffroi import memory


class Library:
    def __init__(self):
        self.said = []

    def mallopt(self, *told):
        self.said.append(told)

    def malloc_trim(self, left):
        self.said.append(("trim", left))


@pytest.fixture
def library(monkeypatch):
    made = Library()
    monkeypatch.setattr(memory, "_glibc", lambda: made)
    return made


def test_a_large_file_keeps_memory_and_gives_it_back_even_after_an_error(tmp_path, monkeypatch, library):
    monkeypatch.setattr(memory, "LARGE", 3)
    (tmp_path / "file").write_bytes(b"123")
    with pytest.raises(FileNotFoundError), memory.kept_for(tmp_path / "file"):
        (tmp_path / "absent").read_bytes()
    assert len(library.said) == 4
    assert library.said[-1] == ("trim", 0)


def test_small_and_absent_files_change_nothing(tmp_path, library):
    (tmp_path / "file").write_bytes(b"123")
    for name in ("file", "absent"):
        with memory.kept_for(tmp_path / name):
            pass
    assert library.said == []


def test_the_systems_own_switch_is_there_or_none_is_used(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "LARGE", 0)
    (tmp_path / "file").write_bytes(b"")
    with memory.kept_for(tmp_path / "file"):
        assert bytearray(1 << 20)
    memory._glibc.cache_clear()
    monkeypatch.setattr(memory.sys, "platform", "darwin")
    assert memory._glibc() is None
    memory._glibc.cache_clear()
