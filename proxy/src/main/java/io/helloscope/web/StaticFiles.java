package io.helloscope.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The pages and their libraries, from the class path. Ours change without a new name, so they are asked for again each time (and
 * answered 304); a library's path carries its version, so it is kept.
 */
final class StaticFiles {
    private static final String PAGES = "io/helloscope/dashboard/";
    private static final String LIBRARIES = "META-INF/resources/webjars/";
    private static final String LIBRARY_PATH = "/webjars/";
    /** Addresses of pages; the one document draws all of them. The list is that of router.js. */
    private static final Set<String> DRAWN = Set.of("/", "/incidents", "/incident", "/hosts", "/host", "/clients", "/client", "/interception", "/explain",
            "/explain.html", "/connect", "/settings", "/about");
    /** No dot begins a name: no parent folder, no hidden file. */
    private static final Pattern PATH = Pattern.compile("/([A-Za-z0-9_-][A-Za-z0-9._-]*/){0,8}[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Map<String, MediaType> TYPES = Map.of(
            "html", MediaType.HTML_UTF_8,
            "js", MediaType.parse("text/javascript; charset=utf-8"),
            "css", MediaType.CSS_UTF_8,
            "svg", MediaType.SVG_UTF_8,
            "png", MediaType.PNG,
            "txt", MediaType.PLAIN_TEXT_UTF_8);

    private final ClassLoader loader;
    private final Map<String, Supplier<String>> made;
    /** Grows no larger than the number of files that there are. */
    private final Map<String, File> files = new ConcurrentHashMap<>();

    private record File(ResponseHeaders headers, String tag, HttpData content) {
    }

    /** {@code made} are pages that are written when they are first asked for, by path. */
    StaticFiles(ClassLoader loader, Map<String, Supplier<String>> made) {
        this.loader = loader;
        this.made = Map.copyOf(made);
    }

    HttpResponse answer(RequestHeaders request, String path) {
        return find(DRAWN.contains(path) ? "/index.html" : path).map(file -> answer(request, file)).orElseGet(StaticFiles::notFound);
    }

    private static HttpResponse answer(RequestHeaders request, File file) {
        String known = request.get(HttpHeaderNames.IF_NONE_MATCH, "");
        if (known.contains(file.tag)) {
            return HttpResponse.of(file.headers.toBuilder().status(HttpStatus.NOT_MODIFIED).removeAndThen(HttpHeaderNames.CONTENT_TYPE).build());
        }
        return HttpResponse.of(file.headers, file.content);
    }

    static HttpResponse notFound() {
        return HttpResponse.of(ResponseHeaders.builder(HttpStatus.NOT_FOUND).contentType(MediaType.PLAIN_TEXT_UTF_8)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store").build(), HttpData.ofUtf8("Not found. The dashboard is at /.\n"));
    }

    private Optional<File> find(String path) {
        File kept = files.get(path);
        if (kept != null) {
            return Optional.of(kept);
        }
        if (made.containsKey(path)) {
            File file = file(made.get(path).get().getBytes(StandardCharsets.UTF_8), MediaType.HTML_UTF_8, false);
            files.put(path, file);
            return Optional.of(file);
        }
        MediaType type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        boolean library = path.startsWith(LIBRARY_PATH);
        String name = library ? LIBRARIES + path.substring(LIBRARY_PATH.length()) : PAGES + path.substring(1);
        try (InputStream in = loader.getResourceAsStream(name)) {
            if (in == null) {
                return Optional.empty();
            }
            File file = file(in.readAllBytes(), type, library);
            files.put(path, file);
            return Optional.of(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static File file(byte[] content, MediaType type, boolean library) {
        String tag = "\"" + HexFormat.of().formatHex(sha256(content), 0, 16) + "\"";
        return new File(ResponseHeaders.builder(HttpStatus.OK).contentType(type).set(HttpHeaderNames.ETAG, tag)
                .set(HttpHeaderNames.CACHE_CONTROL, library ? "public, max-age=31536000, immutable" : "no-cache").build(),
                tag, HttpData.wrap(content));
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
