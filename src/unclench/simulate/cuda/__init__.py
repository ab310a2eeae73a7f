"""The same people and the same equations on a graphics card; nothing here is loaded before it is asked for."""
