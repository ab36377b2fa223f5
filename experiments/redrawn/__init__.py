"""What a municipality's file assumes, and by how much it may be off: factors to redraw it by."""
