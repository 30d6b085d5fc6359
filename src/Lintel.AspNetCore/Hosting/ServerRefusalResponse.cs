using System.Buffers;
using System.Text;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>A whole HTTP/1.1 response with a contract's envelope, for connections that no application has seen.</summary>
/// <param name="Bytes">What goes over the wire.</param>
/// <param name="BodyLength">How much of it is the body.</param>
internal readonly record struct ServerRefusalResponse(ReadOnlyMemory<byte> Bytes, int BodyLength)
{
    public static ServerRefusalResponse Make(
        ApiRuntime runtime,
        ErrorDefinition error,
        Refusal refusal,
        string requestId,
        PublicOrigin origin,
        RequestFacts request,
        bool withBody)
    {
        var body = new ArrayBufferWriter<byte>(512);
        var pages = runtime.ErrorPages;
        var page = pages.Explain ? pages.ExplanationOf(requestId, request.Time) : null;
        var facts = page is null ? request : request with { Help = origin.Address + page };
        var context = new ErrorContext(refusal, requestId, origin.Address + pages.Root, facts);
        error.Template.Write(body, context);
        string?[] links = [pages.LinkTo(error, origin.Prefix), page is null ? null : ErrorPages.LinkToExplanation(origin.Prefix + page)];
        var response = new ArrayBufferWriter<byte>(1024);
        Encoding.Latin1.GetBytes(Head(runtime.Contract, error, context, links, body.WrittenCount), response);
        if (!withBody)
        {
            return new ServerRefusalResponse(response.WrittenMemory, 0);
        }

        response.Write(body.WrittenSpan);
        return new ServerRefusalResponse(response.WrittenMemory, body.WrittenCount);
    }

    private static string Head(Contract contract, ErrorDefinition error, in ErrorContext context, string?[] links, int bodyLength)
    {
        var head = new StringBuilder(512)
            .Append($"HTTP/1.1 {error.Status} {ReasonPhrases.Of(error.Status)}\r\n")
            .Append($"Content-Length: {bodyLength}\r\n")
            .Append($"Content-Type: {contract.ContentType}\r\n")
            .Append($"Date: {context.Request!.Time:R}\r\n")
            .Append("Cache-Control: no-store\r\n")
            .Append("Connection: close\r\n")
            .Append($"{contract.RequestId.Header}: {context.RequestId}\r\n");
        if (error.RetryAfter is { } seconds)
        {
            head.Append($"Retry-After: {seconds}\r\n");
        }

        foreach (var header in error.Template.Headers)
        {
            head.Append($"{header.Name}: {header.Format(context)}\r\n");
        }

        foreach (var link in links.OfType<string>())
        {
            head.Append($"Link: {link}\r\n");
        }

        return head.Append("\r\n").ToString();
    }
}
