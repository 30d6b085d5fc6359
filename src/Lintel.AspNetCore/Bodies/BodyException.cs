using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>A body could not be read. Of the framework's own type, so that its binding takes it for that.</summary>
internal sealed class BodyException(Refusal refusal, int statusCode, Exception? innerException = null)
    : BadHttpRequestException(refusal["problem"] as string ?? "The request body could not be read.", statusCode, innerException!)
{
    public Refusal Refusal { get; } = innerException is null ? refusal : refusal.BecauseOf(innerException);
}
