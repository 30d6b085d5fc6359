using Lintel.AspNetCore;

namespace Lintel.FieldService;

/// <summary>The id of a record as the caller wrote it.</summary>
/// <param name="Value">The number; one that is too large for any record is <see cref="long.MaxValue"/>.</param>
/// <param name="Text">The digits, for the message of a 404.</param>
internal readonly record struct RecordId(long Value, string Text);

/// <summary>Records are picked by the query string: <c>?id=</c>, <c>?location_id=</c>.</summary>
internal static class Addressing
{
    /// <summary>Reads an id; absent, empty, repeated or anything but digits is a fault.</summary>
    public static Outcome<RecordId> ReadId(ApiCall call, string name)
    {
        var values = call.Http.Request.Query[name];
        var text = values.Count == 1 ? values[0]! : string.Empty;
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9') || text.AsSpan().TrimStart('0').IsEmpty)
        {
            return Refusal.Invalid(call.Fault(name, "must be a positive integer", FieldLocation.Query));
        }

        return new RecordId(WholeNumberText.TryParse(text, out long value) ? value : long.MaxValue, text);
    }

    /// <summary>A resource stage: the id's form first, then the record among the account's own.</summary>
    /// <param name="resource">The kind of record for people, such as <c>Job</c>.</param>
    /// <param name="find">Finds a record of an account; null where it has none with this id.</param>
    /// <param name="name">The query parameter.</param>
    public static Func<ApiCall, ValueTask<Outcome<T>>> ById<T>(string resource, Func<string, long, T?> find, string name = "id")
        where T : class => call =>
        {
            var reading = ReadId(call, name);
            return ValueTask.FromResult(reading.TryGet(out var id) ? Found(find(call.Account.Id, id.Value), resource, id) : reading.Refusal!);
        };

    public static Outcome<T> Found<T>(T? record, string resource, RecordId id)
        where T : class => record is not null ? record : Refusal.Missing(resource, id.Text);
}
