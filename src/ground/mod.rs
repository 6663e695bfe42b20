//! Which areas cover a point on a day? Exact to the last bit, through cells.
