"""What people read: all wording, order, numbering and links, decided once for every format."""
