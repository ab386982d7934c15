"""What people read: wording, order, numbering and links, decided once for all formats."""
