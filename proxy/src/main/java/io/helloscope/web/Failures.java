package io.helloscope.web;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered where nothing of ours made the answer: errors in JSON, without a word about how it came. */
final class Failures implements ServerErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    @Override
    public HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
        if (cause instanceof HttpStatusException status) {
            return Answers.error(status.httpStatus(), "", status.httpStatus().reasonPhrase(), List.of());
        }
        LOG.error("A request for {} failed; this is a bug of Helloscope or a fault of its store", context.path(), cause);
        return Answers.error(HttpStatus.INTERNAL_SERVER_ERROR, "", "this failed; the log says more", List.of());
    }

    @Override
    public AggregatedHttpResponse renderStatus(@Nullable ServiceRequestContext context, ServiceConfig service, @Nullable RequestHeaders request,
            HttpStatus status, @Nullable String description, @Nullable Throwable cause) {
        return AggregatedHttpResponse.of(Answers.headers(status), HttpData.wrap(Answers.error("", status.reasonPhrase(), List.of())));
    }
}
