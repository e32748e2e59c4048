package routes.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file or folder, which need not exist yet. A relative one starts at the working directory of the process. */
record PathType() implements SettingType {

    @Override
    public String label() {
        return "path";
    }

    @Override
    public Object parse(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be a path of this file system", e);
        }
    }
}
