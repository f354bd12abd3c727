"""The words for people: what the program says in English, said in Chinese where that is asked for."""
