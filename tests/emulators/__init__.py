"""Outside services, imitated over real sockets."""
