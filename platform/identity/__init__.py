"""People who sign in, on either side: operators in `public`, staff and residents each in their tenant's schema.

The user model, signing in by e-mail or phone with a throttle, one-time passwords that must be changed, and the one
function that answers "may this person do this to this" (`identity.may`).
"""
