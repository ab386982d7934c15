/* Makes the N-th call of the C library that touches a file fail, write short, or kill the program.

   SHIM_UNDER: only calls on paths that begin so, and on files opened there; several by ':'.
   SHIM_AT: at which call since `shim_begin`, the first being 1; SHIM_HOW: an errno, -1 a short
   write, -9 a kill. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define FILES 4096
static char ours[FILES];
static int calls, is_busy;

/* The programs that this one starts are left alone. */
__attribute__((constructor)) static void begin(void) {
    is_busy = getenv("SHIM_SEEN") != NULL;
    setenv("SHIM_SEEN", "1", 1);
}

void shim_begin(void) { calls = 0; }
int shim_calls(void) { return calls; }

static int is_under(int folder, const char *path) {
    char here[8192], joined[16384];
    const char *under = getenv("SHIM_UNDER");
    if (!under || !path) return 0;
    if (*path != '/') {
        if (folder != AT_FDCWD) return folder >= 0 && folder < FILES && ours[folder];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(joined, sizeof joined, "%s/%s", here, path);
        path = joined;
    }
    while (*under) {
        size_t length = strcspn(under, ":");
        if (length && !strncmp(path, under, length)) return 1;
        under += length + (under[length] == ':');
    }
    return 0;
}

static int is_ours(int file) { return file >= 0 && file < FILES && ours[file]; }

/* Counts a call; returns what is to happen at it: 0 nothing. */
static int happens(int counts) {
    if (!counts || is_busy) return 0;
    calls++;
    const char *at = getenv("SHIM_AT"), *how = getenv("SHIM_HOW");
    if (!at || !how || calls != atoi(at)) return 0;
    if (atoi(how) == -9) kill(getpid(), SIGKILL);
    return atoi(how);
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define FAIL(counts)                   \
    do {                               \
        int how = happens(counts);     \
        if (how > 0) {                 \
            errno = how;               \
            return -1;                 \
        }                              \
    } while (0)

static int opened(int file, int is_here) {
    if (file >= 0 && file < FILES) ours[file] = is_here;
    return file;
}

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                          \
        va_list more;                                                     \
        va_start(more, flags);                                            \
        mode_t mode = va_arg(more, mode_t);                               \
        va_end(more);                                                     \
        REAL(name);                                                       \
        int here = is_under(AT_FDCWD, path);                              \
        FAIL(here);                                                       \
        return opened(real(path, flags, mode), here);                     \
    }
OPEN(open)
OPEN(open64)
#define OPENAT(name)                                                      \
    int name(int folder, const char *path, int flags, ...) {              \
        va_list more;                                                     \
        va_start(more, flags);                                            \
        mode_t mode = va_arg(more, mode_t);                               \
        va_end(more);                                                     \
        REAL(name);                                                       \
        int here = is_under(folder, path);                                \
        FAIL(here);                                                       \
        return opened(real(folder, path, flags, mode), here);             \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
    REAL(close);
    if (is_ours(file)) {
        ours[file] = 0;
        int how = happens(1);
        if (how > 0) {
            real(file);
            errno = how;
            return -1;
        }
    }
    return real(file);
}

ssize_t write(int file, const void *data, size_t size) {
    REAL(write);
    int how = happens(is_ours(file));
    if (how > 0) {
        errno = how;
        return -1;
    }
    return real(file, data, how == -1 && size > 1 ? size / 2 : size);
}

#define OF_FILE(type, name, given, passed)   \
    type name given {                        \
        REAL(name);                          \
        FAIL(is_ours(file));                 \
        return real passed;                  \
    }
OF_FILE(ssize_t, read, (int file, void *data, size_t size), (file, data, size))
OF_FILE(int, fsync, (int file), (file))
OF_FILE(int, flock, (int file, int how_), (file, how_))
OF_FILE(int, fchmod, (int file, mode_t mode), (file, mode))
OF_FILE(int, fchown, (int file, uid_t user, gid_t group), (file, user, group))
OF_FILE(int, fstat, (int file, struct stat *to), (file, to))
OF_FILE(int, fstat64, (int file, struct stat64 *to), (file, to))
OF_FILE(off_t, lseek, (int file, off_t at, int from), (file, at, from))
OF_FILE(ssize_t, flistxattr, (int file, char *names, size_t size), (file, names, size))
OF_FILE(int, fsetxattr,
        (int file, const char *name, const void *value, size_t size, int flags),
        (file, name, value, size, flags))

#define OF_PATH(type, name, given, passed)   \
    type name given {                        \
        REAL(name);                          \
        FAIL(is_under(AT_FDCWD, path));      \
        return real passed;                  \
    }
OF_PATH(int, stat, (const char *path, struct stat *to), (path, to))
OF_PATH(int, stat64, (const char *path, struct stat64 *to), (path, to))
OF_PATH(int, lstat, (const char *path, struct stat *to), (path, to))
OF_PATH(int, lstat64, (const char *path, struct stat64 *to), (path, to))
OF_PATH(int, access, (const char *path, int mode), (path, mode))
OF_PATH(int, chmod, (const char *path, mode_t mode), (path, mode))
OF_PATH(int, unlink, (const char *path), (path))
OF_PATH(int, rmdir, (const char *path), (path))
OF_PATH(int, mkdir, (const char *path, mode_t mode), (path, mode))
OF_PATH(ssize_t, readlink, (const char *path, char *to, size_t size), (path, to, size))
OF_PATH(int, rename, (const char *path, const char *to), (path, to))
OF_PATH(int, link, (const char *path, const char *to), (path, to))
OF_PATH(ssize_t, listxattr, (const char *path, char *names, size_t size), (path, names, size))
OF_PATH(ssize_t, getxattr, (const char *path, const char *name, void *value, size_t size),
        (path, name, value, size))

#define OF_FOLDER(type, name, given, passed) \
    type name given {                        \
        REAL(name);                          \
        FAIL(is_under(folder, path));        \
        return real passed;                  \
    }
OF_FOLDER(int, fstatat, (int folder, const char *path, struct stat *to, int flags),
          (folder, path, to, flags))
OF_FOLDER(int, fstatat64, (int folder, const char *path, struct stat64 *to, int flags),
          (folder, path, to, flags))
OF_FOLDER(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags))

DIR *opendir(const char *path) {
    REAL(opendir);
    int how = happens(is_under(AT_FDCWD, path));
    if (how > 0) {
        errno = how;
        return NULL;
    }
    return real(path);
}
