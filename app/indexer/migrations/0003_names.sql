-- Events of a name or of a program alone, in the order of their places: none of the API's filters reads all events.
CREATE INDEX events_by_name_alone ON events (name, slot, tx, outer_ix, inner_ix);
CREATE INDEX events_by_program ON events (program, slot, tx, outer_ix, inner_ix);
