using System.Reflection;
using System.Text.Json;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.FieldService;

/// <summary>
/// The id by which the query string picks a record, such as <c>?id=8801</c>. A delegate takes it as a parameter that has the name of the query parameter:
/// <c>id</c>, <c>locationId</c> for <c>location_id</c>.
/// </summary>
/// <param name="Value">The number; one that is too large for any record is <see cref="long.MaxValue"/>.</param>
/// <param name="Text">The digits, for the message of a 404.</param>
/// <param name="Fault">The refusal of anything but one positive integer; null where it is one.</param>
internal readonly record struct RecordId(long Value, string Text, Refusal? Fault)
{
    /// <summary>Binds the parameter.</summary>
    public static async ValueTask<RecordId> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
        var values = context.Request.Query[name];
        var text = values.Count == 1 ? values[0]! : string.Empty;
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9') && !text.AsSpan().TrimStart('0').IsEmpty)
        {
            return new RecordId(WholeNumberText.TryParse(text, out long value) ? value : long.MaxValue, text, Fault: null);
        }

        var call = await ApiCall.BindAsync(context) ?? throw new InvalidOperationException("The front door has not seen this request.");
        return new RecordId(0, text, Refusal.Invalid(call.Fault(name, "must be a positive integer", FieldLocation.Query)));
    }

    /// <summary>Finds the record: the id's form first, then the record among the account's own.</summary>
    /// <param name="resource">The kind of record for people, such as <c>Job</c>.</param>
    /// <param name="find">Finds a record by its number; null where the account has none.</param>
    public async Task<Outcome<T>> FindAsync<T>(string resource, Func<long, Task<T?>> find)
        where T : class => Fault is { } fault ? fault : await find(Value) is { } record ? record : Refusal.Missing(resource, Text);
}
