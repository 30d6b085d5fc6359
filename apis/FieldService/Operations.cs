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

    /// <summary>A sentence for descriptions of changes.</summary>
    public const string ChangeText = "Fields that are not sent stay as they are; null sets a field back to what a new record has.";

    /// <summary>The media type of bodies.</summary>
    public const string Json = "application/json";

    /// <summary>The operation is about the record that the query string picks by a <see cref="RecordId"/>.</summary>
    /// <param name="operation">The endpoint.</param>
    /// <param name="find">Finds the record among the account's own, by <see cref="RecordId.FindAsync"/>.</param>
    public static RouteHandlerBuilder OfRecord(this RouteHandlerBuilder operation, Delegate find) =>
        operation.Resource(find).WithoutSideEffects()
            .AcceptsQuery<RecordParameters>().RaisesError(Condition.RequestInvalid, Condition.ResourceMissing);

    /// <summary>A change must change something.</summary>
    /// <typeparam name="T">What the body says.</typeparam>
    public static RouteHandlerBuilder RequireChange<T>(this RouteHandlerBuilder operation)
        where T : IChange => operation.Rules(
            (Body<T> changes) => changes.Value.IsEmpty ? (Decision)Faults.Whole("The body must have at least one field to change.") : Decision.Pass)
            .WithoutSideEffects();
}
