"""The players: the watch page's stage and the music bar, with what any page needs to drive them."""
