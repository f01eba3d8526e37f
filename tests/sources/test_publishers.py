"""Reviewed profiles: complete, without persons, and each reads a file of its publisher's shape.

The rows are invented: the publisher's columns and ways of writing, and no event that happened.
"""

import io
from datetime import datetime

import polars as pl
import pytest

from beffroi.errors.intake import FileMissing
from beffroi.errors.profiles import ProfileUnreadable, UnknownPublisher
from beffroi.sources import publishers
from beffroi.sources.categories import crosswalk_of
from beffroi.sources.columns import check_no_person, describes_person
from beffroi.sources.intake import read
from beffroi.sources.times import zone_of
from tests.sources.files import write

UTM = {
    "chicago": "EPSG:32616",
    "nyc": "EPSG:32618",
    "mexico": "EPSG:32614",
    "police": "EPSG:27700",
    "ssmsi": "EPSG:2154",
    "vancouver": "EPSG:26910",
    "medellin": "EPSG:32618",
    "lancashire": "EPSG:27700",
    "san-jose": "EPSG:32610",
    "washington": "EPSG:32618",
    "spvm": "EPSG:32188",
}
FILES = {
    "chicago": (
        "ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,Beat,District,Ward,"
        "Community Area,FBI Code,X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location\n"
        "10000001,AA000001,08/09/2018 04:30:00 AM,001XX N INVENTED AVE,0110,HOMICIDE,FIRST DEGREE MURDER,HOUSE,false,false,"
        '0000,000,0,49,01A,1170000,1840000,2018,08/16/2018 04:00:00 PM,41.7,-87.6,"(41.7, -87.6)"\n'
    ),
    "chicago-slim": (
        "Date,Block,Primary Type,Description,Location Description,Arrest,Domestic,Community Area\n"
        "2022-09-16 21:30:00,001XX N INVENTED AVE,BURGLARY,FORCIBLE ENTRY,RESIDENCE - GARAGE,false,false,30\n"
    ),
    "chicago-assaults": "date,loc_cat,longitude,latitude,district\n2010-01-01 00:05,residence,-87.6,41.7,2\n",
    "mexico-city": (
        "alcaldia,colonia,latitud,longitud,delito,fecha_hecho,hora_hecho,anio,mes\n"
        "CUAUHTEMOC,Inventada,19.4,-99.1,VIOLENCIA FAMILIAR,2024-09-14 20:00:00,20:00:00:00,2024,3\n"
    ),
    "nyc-shootings": (
        "INCIDENT_KEY,OCCUR_DATE,OCCUR_TIME,BORO,PRECINCT,LOCATION_DESC,PERP_RACE,VIC_SEX,X_COORD_CD,Y_COORD_CD\n"
        "100000001,2021-11-11,15:04:00,BROOKLYN,79,(null),,M,996000,187000\n"
    ),
    "nyc-vehicle-thefts": (
        "uid,date_single,date_start,date_end,longitude,latitude,location_type,location_category,census_block\n"
        "10000001,2014-01-01 02:30,2014-01-01 02:30,,-73.9,40.8,street,street,360050000000000\n"
    ),
    "police-uk": (
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
        "Last outcome category,Context\n"
        ",2020-08,Surrey Police,Surrey Police,-0.600000,51.300000,On or near Invented Street,E01000000,Invented 001A,"
        "Anti-social behaviour,,\n"
    ),
    "ssmsi": (
        "\ufeffclasse;annee;Code.département;Code.région;unité.de.compte;millPOP;millLOG;faits;POP;LOG;tauxpourmille\n"
        "Vols de véhicules;16;01;84;véhicule;16;16;1437;638425;308491,16;2,25\n"
    ),
    "vancouver": (
        "TYPE,YEAR,MONTH,DAY,HOUR,MINUTE,HUNDRED_BLOCK,NEIGHBOURHOOD,X,Y\r\n"
        "Break and Enter Commercial,2020,6,19,3,40,10XX INVENTED ST,West End,491000.0,5459000.0\r\n"
    ),
    "medellin": (
        "fecha_hecho;longitud;latitud;sexo;edad;modalidad\n"
        "2019-04-23T12:30:00Z;-75,57000000000;6,25000000000;Mujer;50;Ahorcamiento o estrangulamiento\n"
    ),
    "lancashire-asb": (
        "month\tlongitude\tlatitude\tlocation\tlsoa_code\n2022-01-01\t-2.5\t53.8\tInvented Close\tE01000000\n"
    ),
    "ssmsi-json": (
        '{"meta":{},"records":[{"codeDepartement":"01","codeRegion":"84","annee":2016,"indicateur":"Homicides",'
        '"uniteDeCompte":"Victime","nombre":5,"tauxPourMille":0.0078318,"inseePop":638425}]}'
    ),
    "police-uk-points": "Month,Crime.type,Longitude,Latitude\n2016-02,Burglary,-2.438828,53.612133\n",
    "spvm": (  # synthetic: the columns are the publisher's, the record is made up
        "CATEGORIE,DATE,QUART,PDQ,X,Y,LONGITUDE,LATITUDE\n"
        "Vol dans / sur véhicule à moteur,2021-05-03,soir,21,300000,5040000,-73.5642,45.5019\n"
    ),
}


def crs_of(name):
    return next(crs for start, crs in UTM.items() if name.startswith(start))


def test_the_announced_profiles_are_there():
    assert set(publishers.names()) >= {*FILES, "chicago-2018"}


@pytest.mark.parametrize("name", publishers.names())
def test_a_profile_is_complete_and_without_persons(name):
    profile = publishers.profile(name)
    assert profile.name == name
    assert all((profile.title, profile.publisher, profile.licence, profile.attribution, profile.dataset))
    check_no_person(profile)
    assert all(describes_person(column) for column in profile.refused)
    assert profile.table == "encounters" or crosswalk_of(profile).table
    zone_of(profile)
    assert profile.where.kind != "exact" or profile.where.metres


@pytest.mark.parametrize("name", FILES)
def test_a_row_of_the_publisher_goes_through(tmp_path, name):
    found = read(write(tmp_path, FILES[name].encode()), publishers.profile(name), crs=crs_of(name))
    assert (found.rows_in, found.table.height) == (1, 1)
    assert found.table["offence_status"][0] == "mapped"
    if "x" in found.table.columns and name != "chicago-slim":
        assert found.table["x"][0] is not None


def test_the_other_spelling_of_chicago_and_its_dates(tmp_path):
    content = (
        '"id","case_number","date","primary_type","description","location_description","community_area","latitude",'
        '"longitude"\n10000001,"AA000001","7/19/2017 13:45","WEAPONS VIOLATION","UNLAWFUL POSS OF HANDGUN","OTHER",66,'
        "41.7,-87.6\n"
    )
    found = read(write(tmp_path, content.encode()), publishers.profile("chicago"), crs="EPSG:32616")
    assert found.table["occurred_from"][0] == datetime(2017, 7, 19, 13, 45)
    assert found.table["place_code"][0] == "66"


def test_the_2018_file_holds_wall_time(tmp_path):
    content = io.BytesIO()
    frame = {"Latitude": [41.7], "Longitude": [-87.6], "PrimaryType": ["THEFT"], "Description": ["OVER $500"]}
    frame |= {"LocationDescription": ["STREET"], "Arrest": [False], "Ward": [24.0], "Date": [datetime(2018, 7, 1, 12)]}
    pl.DataFrame(frame).with_columns(pl.col("Date").dt.replace_time_zone("UTC")).write_parquet(content)
    found = read(
        write(tmp_path, content.getvalue(), name="c.parquet"), publishers.profile("chicago-2018"), crs="EPSG:32616"
    )
    assert found.table["occurred_from"][0] == datetime(2018, 7, 1, 12)
    assert found.table["occurred_utc"].dt.replace_time_zone(None)[0] == datetime(2018, 7, 1, 17)
    assert found.columns_not_kept == ("Arrest", "Ward")


def test_rows_of_a_shooting_are_victims_of_an_event(tmp_path):
    content = FILES["nyc-shootings"] + FILES["nyc-shootings"].splitlines()[1] + "\n"
    found = read(write(tmp_path, content.encode()), publishers.profile("nyc-shootings"), crs="EPSG:32618")
    assert found.table["event_key"].to_list() == ["100000001"] * 2
    assert found.table["setting"].to_list() == [None, None]
    assert set(found.columns_not_kept) == {"PERP_RACE", "VIC_SEX"}


def test_vancouver_withholds_the_place_of_offences_against_a_person(tmp_path):
    withheld = "Offence Against a Person,2020,1,19,0,0,OFFSET TO PROTECT PRIVACY,,0.0,0.0\r\n"
    found = read(
        write(tmp_path, (FILES["vancouver"] + withheld * 12).encode()),
        publishers.profile("vancouver"),
        crs="EPSG:26910",
    )
    assert found.table["x"].null_count() == 12
    assert found.table["sensitive"].to_list() == [False] + [True] * 12
    assert found.table["hour_known"].to_list() == [True] + [False] * 12  # 0:00 stands for no time at all


def test_medellin_says_utc_and_means_it(tmp_path):
    found = read(write(tmp_path, FILES["medellin"].encode()), publishers.profile("medellin"), crs="EPSG:32618")
    assert found.table["occurred_from"][0] == datetime(2019, 4, 23, 7, 30)
    assert set(found.columns_not_kept) >= {"sexo", "edad"}


def test_the_later_counts_keep_their_units_apart(tmp_path):
    record = (
        '{{"codeDepartement":"2A","annee":2025,"indicateur":"{}","uniteDeCompte":"{}","nombre":{},"codeRegion":"94"}}'
    )
    rows = [
        ("Vols de véhicule", "Véhicule", 7),
        ("Usage de stupéfiants", "Mis en cause", 9),
        ("Homicides", "Victime", -1),
    ]
    content = '{"records":[' + ",".join(record.format(*row) for row in rows) + "]}"
    found = read(write(tmp_path, content.encode()), publishers.profile("ssmsi-json"), crs="EPSG:2154")
    assert found.table["unit"].to_list() == ["vehicle", "implicated"]
    assert found.table["aggregate"].to_list() == [False, True]
    assert found.quarantined["reason"].to_list() == ["bad_value"]


def test_an_unknown_publisher_lists_those_there_are():
    with pytest.raises(UnknownPublisher, match="police-uk"):
        publishers.profile("atlantis")


@pytest.mark.parametrize("content", ["name = ", 'name = "x"\nsurprise = 1', "\ud800".encode("utf-8", "surrogatepass")])
def test_a_profile_that_is_none_says_why(tmp_path, content):
    path = tmp_path / "mine.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ProfileUnreadable):
        publishers.read_profile(path)
    with pytest.raises(FileMissing):
        publishers.read_profile(tmp_path / "absent.toml")
