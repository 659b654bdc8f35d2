"""The map in other people's pages: the embedded map, its builder, its loader, oEmbed."""
