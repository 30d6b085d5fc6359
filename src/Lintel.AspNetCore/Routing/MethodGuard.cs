namespace Lintel.AspNetCore;

/// <summary>The operation has this method; a method that no API has is told apart (RFC 9110 section 9.1).</summary>
internal sealed class MethodGuard : Guard
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
    };

    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        if (call.Operation is not null)
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        var method = call.Http.Request.Method;
        var condition = Known.Contains(method) ? Condition.MethodUnsupported : Condition.MethodUnknown;
        return ValueTask.FromResult<Decision>(Refusal.For(condition, ("method", method)));
    }
}
