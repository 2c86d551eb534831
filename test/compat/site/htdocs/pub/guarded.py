"""Protections of the publisher, as sites have written them."""


def dict_inside(req):
    __auth__ = {'spam': 'eggs'}
    return 'let in'


def pair_inside(req):
    __auth__ = {'spam': 'eggs', 'eve': 'secret'}
    __access__ = ['spam']
    return 'let in'


def function_inside(req):
    def __auth__(req, user, password):
        return user == 'spam' and password == 'eggs'
    return 'let in'


def variable_inside(req):
    users = {'spam': 'eggs'}
    __auth__ = users
    return 'let in'


def conditional(req):
    if req:
        __auth__ = {'spam': 'eggs'}
    return 'let in'


class Meta(type):
    pass


Published = Meta('Published', (object,), {'__doc__': 'a class with a metaclass'})
