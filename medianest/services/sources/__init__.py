"""Media from elsewhere: how other people's servers are asked, and what is made of their answers."""
