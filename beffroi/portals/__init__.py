"""Publishers' portals: the one package that touches the network, and only when a user says `fetch`."""
