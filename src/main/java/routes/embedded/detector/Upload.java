package routes.embedded.detector;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * Reads the part {@code file} of one multipart request into memory, and never more than the limit: what comes after a
 * refusal is read and thrown away, so that the caller can finish sending and sees the answer.
 * Runs on the event loop of its request only.
 */
final class Upload {

    static final String PART = "file";
    /** Boundaries, part headers and small form fields around the picture. */
    private static final int FORM_OVERHEAD = 64 * 1024;
    /** A caller that goes on sending this many times the limit after a refusal is cut off. */
    private static final int PATIENCE = 8;

    private final HttpServerRequest request;
    private final int maxBytes;
    private final Promise<byte[]> result = Promise.promise();
    private Buffer content;
    private boolean complete;
    private long received;

    private Upload(HttpServerRequest request, int maxBytes) {
        this.request = request;
        this.maxBytes = maxBytes;
    }

    /** Fails with {@link UploadRefusedException}: 413 over the limit, 422 for a broken form or one without the part. */
    static Future<byte[]> read(HttpServerRequest request, int maxBytes) {
        Upload upload = new Upload(request, maxBytes);
        upload.start();
        return upload.result.future();
    }

    private void start() {
        request.handler(this::chunk);
        request.endHandler(end -> finish());
        request.exceptionHandler(broken -> refuse(422, "upload is broken or was cut off"));
        if (declaredLength() > (long) maxBytes + FORM_OVERHEAD) {
            refuseTooLarge();
            return;
        }
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            refuse(422, "multipart/form-data with a part '" + PART + "' expected");
            return;
        }
        try {
            request.uploadHandler(this::part);
            request.setExpectMultipart(true);
        } catch (RuntimeException e) {
            // Netty's decoder throws more than its own exceptions, an index error for an empty boundary for one
            refuse(422, "not a readable multipart form");
        }
    }

    private long declaredLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private void part(HttpServerFileUpload part) {
        if (!PART.equals(part.name()) || content != null || refused()) {
            return;
        }
        content = Buffer.buffer((int) Math.min(declaredLength(), maxBytes));
        part.handler(this::append);
        part.endHandler(end -> complete = true);
    }

    private void append(Buffer data) {
        if (refused()) {
            return;
        }
        if (content.length() + data.length() > maxBytes) {
            refuseTooLarge();
        } else {
            content.appendBuffer(data);
        }
    }

    private void chunk(Buffer data) {
        received += data.length();
        if (!refused() && received > (long) maxBytes + FORM_OVERHEAD) {
            refuseTooLarge();
        } else if (refused() && received > (long) maxBytes * PATIENCE) {
            request.connection().close();
        }
    }

    private void finish() {
        if (refused()) {
            return;
        }
        if (content == null) {
            refuse(422, "no file part named '" + PART + "'");
        } else if (!complete) {
            refuse(422, "upload is broken or was cut off");
        } else if (content.length() == 0) {
            refuse(400, "not an image: the file is empty");
        } else {
            result.complete(content.getBytes());
        }
    }

    private boolean refused() {
        return result.future().isComplete();
    }

    private void refuseTooLarge() {
        refuse(413, "file is larger than %d bytes".formatted(maxBytes));
    }

    private void refuse(int status, String detail) {
        if (result.tryFail(new UploadRefusedException(status, detail))) {
            content = null;
            if (request.isExpectMultipart() && !request.isEnded()) {
                // frees what the form decoder holds
                request.setExpectMultipart(false);
            }
        }
    }
}
