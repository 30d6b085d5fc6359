using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>The one place that writes error responses.</summary>
internal static class ErrorWriter
{
    public static Task WriteAsync(HttpContext context, Refusal refusal) => throw new NotSupportedException(refusal.ToString() + context);
}
