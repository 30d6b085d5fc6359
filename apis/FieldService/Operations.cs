using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.FieldService;

/// <summary>Conventions that the operations of this API share.</summary>
internal static class Operations
{
    /// <summary>The class of reads without an id.</summary>
    public const string List = "list";

    /// <summary>The class of reads with an id.</summary>
    public const string Single = "single";

    /// <summary>The class of everything that is not a read.</summary>
    public const string Write = "write";

    /// <summary>Names the class of a request, whether or not there is an operation for it.</summary>
    public static string Classify(HttpContext context)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return !isRead ? Write : context.Request.Query.ContainsKey("id") ? Single : List;
    }

    /// <summary>A change must change something.</summary>
    /// <typeparam name="T">What the body says.</typeparam>
    public static RouteHandlerBuilder RequireChange<T>(this RouteHandlerBuilder operation)
        where T : IChange => operation.Rules(
            (Body<T> changes) => changes.Value.IsEmpty ? (Decision)Faults.Whole("The body must have at least one field to change.") : Decision.Pass);
}
