"""The documents that leave the house: workbooks and the text files that go with them. Nothing is computed here."""
