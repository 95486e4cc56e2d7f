# Reads a run folder for the scripts behind this one; links are followed only as long as they stay inside.
import base64
import stat

BOUNDS = ASK['runBounds']


# Reads until size and time are the same before and after, at most four times.
def run_bytes(path, cap):
    for left in (3, 2, 1, 0):
        try:
            with open(path, 'rb') as file:
                before = os.fstat(file.fileno())
                if before.st_size > cap:
                    return None
                data = file.read(cap + 1)
                after = os.fstat(file.fileno())
            steady = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == after.st_size
            if steady or not left:
                return data if len(data) <= cap else None
        except FileNotFoundError:
            if not left:
                return None
        time.sleep(0.1)


def run_text(path, cap):
    data = run_bytes(path, cap)
    return None if data is None else data.decode('utf-8', 'replace')


def run_picture(path):
    data = run_bytes(path, BOUNDS['pictureBytes'])
    return None if data is None else base64.b64encode(data).decode('ascii')


def cap_of(relative):
    if relative == 'results.json':
        return BOUNDS['resultsBytes']
    if relative in ('badge.svg', 'lint.txt'):
        return BOUNDS['noteBytes']
    return BOUNDS['junitBytes'] if relative.startswith('junit/') and relative.endswith('.xml') else 0


def files_in(here, folder, prefix, depth, found):
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        real = os.path.realpath(path)
        if not real.startswith(here + os.sep):
            continue
        try:
            status = os.stat(real)
        except OSError:
            continue
        if stat.S_ISREG(status.st_mode) and len(found) < BOUNDS['files']:
            found.append((prefix + name, real, status))
        elif stat.S_ISDIR(status.st_mode) and depth < 2 and not os.path.islink(path):
            files_in(here, path, prefix + name + '/', depth + 1, found)
    return found


def run_folder(root, run, pictures=False):
    os.listdir(root)
    top = os.path.realpath(root)
    here = os.path.realpath(os.path.join(top, run))
    if os.path.dirname(here) != top or not os.path.isdir(here):
        return {'exists': False, 'files': [], 'texts': []}
    found = files_in(here, here, '', 1, [])
    read = [(relative, real) for relative, real, _ in found if cap_of(relative)][:BOUNDS['texts']]
    folder = {
        'exists': True,
        'files': [{'path': relative, 'size': status.st_size, 'mtimeMs': status.st_mtime_ns // 1000000} for relative, _, status in found],
        'texts': [{'path': relative, 'text': run_text(real, cap_of(relative))} for relative, real in read],
    }
    if pictures:
        folder['pictures'] = [{'path': relative, 'base64': run_picture(real)} for relative, real, _ in found if relative == 'screenshot.png']
    return folder
