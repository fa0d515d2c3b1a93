"""The HTTP edge: app, routes, sign-in, the built web app."""
