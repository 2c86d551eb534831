"""Runs handler() of mod.py in a folder with a request that notes who touches it; prints [file, line, what] as JSON.

Python 2.7, with a mod_python of its own: the oracle of test/python/flow-soundness.test.ts.
"""
import sys,types,json,os
site=os.path.abspath(sys.argv[1])
seen=set()
def here(what):
    f=sys._getframe(2)
    while f is not None:
        n=os.path.abspath(f.f_code.co_filename)
        if n.startswith(site+'/'):
            seen.add((os.path.basename(n),f.f_lineno,what)); return
        f=f.f_back
    seen.add(('?',0,what))
class Table(object):
    def __init__(self,name): self._n=name; self._d={}
    def __getattribute__(self,a):
        if a in('_n','_d','__class__','__dict__'): return object.__getattribute__(self,a)
        here(self._n+'.'+a); d=object.__getattribute__(self,'_d')
        if a=='add': return lambda k,v: d.__setitem__(k,v)
        if a=='has_key': return lambda k: k in d
        return getattr(d,a,None)
    def __getitem__(self,k): here(self._n+'[]'); return self._d.get(k,'')
    def __setitem__(self,k,v): here(self._n+'[]'); self._d[k]=v
    def __iter__(self): here(self._n+'.iter'); return iter([])
class Obj(object):
    def __init__(self,n): self._n=n
    def __getattribute__(self,a):
        if a in('_n','__class__','__dict__'): return object.__getattribute__(self,a)
        here(object.__getattribute__(self,'_n')+'.'+a)
        return '127' if a!='remote_addr' else ('1',2)
class Req(object):
    def __init__(self): object.__setattr__(self,'_own',{})
    def __getattribute__(self,a):
        if a in('__dict__',): return object.__getattribute__(self,a)
        own=object.__getattribute__(self,'_own')
        if a.startswith('__') : 
            return object.__getattribute__(self,a)
        here('req.'+a)
        if a in own: return own[a]
        if a in('write','flush','get_basic_auth_pw','softspace'): return (lambda *x: None) if a!='softspace' else 0
        if a in('headers_in','headers_out','subprocess_env'): return Table(a)
        if a in('server','connection'): return Obj(a)
        if a=='get_options': return lambda: Table('options')
        if a in('uri','method','user','content_type','status'): return '/'
        raise AttributeError(a)
    def __setattr__(self,a,v):
        here('req.'+a); object.__getattribute__(self,'_own')[a]=v
def module(n,**k):
    m=types.ModuleType(n); m.__dict__.update(k); sys.modules[n]=m; return m
mp=module('mod_python')
mp.apache=module('mod_python.apache',OK=0,SERVER_RETURN=Exception,import_module=__import__)
class FS(dict):
    def getfirst(self,k,d=None): return d
mp.util=module('mod_python.util',FieldStorage=lambda r,**k: FS(),apply_fs_data=None)
mp.publisher=module('mod_python.publisher')
sys.path.insert(0,site)
sys.dont_write_bytecode=True
import mod
err=None
out=sys.stdout
try: mod.handler(Req())
except Exception:
    import traceback; sys.stdout=out; traceback.print_exc()
sys.stdout=out
print json.dumps(sorted(seen))
