"""Pure: table, figure and language become a specification, a drawing or a map."""
