"""Pure: route (who is owed what, when), settle (every transition an alert can make).

May import model and errors only.
"""
