using Microsoft.AspNetCore.Http;

namespace Lintel.Management;

/// <summary>The success of a change of many records, with their number for the audit log.</summary>
/// <param name="answer">The answer.</param>
/// <param name="target">The target as the audit log names it, such as <c>998 keys</c>; null for none.</param>
internal sealed class CountedAnswer(IResult answer, string? target) : IResult
{
    public string? Target => target;

    public IResult Answer => answer;

    public Task ExecuteAsync(HttpContext httpContext) => answer.ExecuteAsync(httpContext);
}
