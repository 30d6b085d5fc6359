using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>The <c>Allow</c> field (RFC 9110 section 10.2.1): methods in a fixed order; OPTIONS always, HEAD wherever GET is.</summary>
internal static class AllowHeader
{
    private static readonly string[] Sequence = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>The methods of a call's path without its own, which its handler does not allow.</summary>
    public static string OfOthers(ApiCall call)
    {
        var refused = call.Http.Request.Method;
        var operations = call.Operation is { } operation ? call.Runtime.OperationsOf(operation.Route) : [];
        return Of(operations.SelectMany(other => other.Methods).Where(method => method != refused && !(IsRead(method) && IsRead(refused))));
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    public static string Of(IEnumerable<string> methods)
    {
        var all = methods.Append("OPTIONS").ToHashSet(StringComparer.Ordinal);
        return string.Join(", ", Sequence.Where(all.Contains).Concat(all.Except(Sequence).Order(StringComparer.Ordinal)));
    }
}
