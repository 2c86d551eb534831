import sys

sys.stdout.write('Location: /static.txt\n\n')
