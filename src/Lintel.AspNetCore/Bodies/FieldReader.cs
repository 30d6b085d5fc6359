using System.Text.Json;
using System.Text.RegularExpressions;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Reads a JSON object or a query string field by field and notes every fault in the contract's words, in the order in which fields are asked for.
/// A serializer stops at the first value of a wrong type and cannot tell missing from wrong, which contracts must.
/// </summary>
public sealed class FieldReader
{
    internal FieldReader(FieldErrorFormat format, JsonElement body, string path, List<FieldFault> faults) => throw new NotSupportedException();

    /// <summary>The call that is being read, for its clock and account.</summary>
    public ApiCall Call => throw new NotSupportedException();

    /// <summary>Whether no fault has been noted so far.</summary>
    public bool IsValid => throw new NotSupportedException();

    /// <summary>Whether the field was sent (and, where the contract counts blanks as missing, is not blank).</summary>
    public bool Has(string name) => throw new NotSupportedException(name);

    /// <summary>A text; null where it was not sent or is faulty.</summary>
    public string? Text(string name, bool required = false, int min = 0, int max = int.MaxValue, Regex? pattern = null, string? expected = null) => throw new NotSupportedException(name);

    /// <summary>One of some words, compared exactly.</summary>
    public string? OneOf(string name, IReadOnlyList<string> allowed, bool required = false) => throw new NotSupportedException(name);

    /// <summary>A whole number; in a query string its decimal digits.</summary>
    public long? Integer(string name, bool required = false, long min = long.MinValue, long max = long.MaxValue) => throw new NotSupportedException(name);

    /// <summary>A number.</summary>
    public decimal? Number(string name, bool required = false, decimal min = decimal.MinValue, decimal max = decimal.MaxValue) => throw new NotSupportedException(name);

    /// <summary>True or false; in a query string <c>true</c>, <c>false</c>, <c>1</c> or <c>0</c>.</summary>
    public bool? Boolean(string name, bool required = false) => throw new NotSupportedException(name);

    /// <summary>A moment, RFC 3339 with an offset; a date alone is its midnight in UTC.</summary>
    public DateTimeOffset? Timestamp(string name, bool required = false) => throw new NotSupportedException(name);

    /// <summary>A uuid.</summary>
    public Guid? Uuid(string name, bool required = false) => throw new NotSupportedException(name);

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string>? Texts(string name, bool required = false, int min = 0, int max = 1000, int maxLength = int.MaxValue) => throw new NotSupportedException(name);

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<long>? Integers(string name, bool required = false, int min = 0, int max = 1000) => throw new NotSupportedException(name);

    /// <summary>A list of uuids.</summary>
    public IReadOnlyList<Guid>? Uuids(string name, bool required = false, int min = 0, int max = 1000) => throw new NotSupportedException(name);

    /// <summary>An object, read by a delegate; members that the delegate does not ask for are faults where the contract refuses them.</summary>
    public T? Object<T>(string name, Func<FieldReader, T> read, bool required = false)
        where T : class => throw new NotSupportedException(name);

    /// <summary>A list of objects.</summary>
    public IReadOnlyList<T>? Objects<T>(string name, Func<FieldReader, T> read, bool required = false, int min = 0, int max = 1000)
        where T : class => throw new NotSupportedException(name);

    /// <summary>The raw JSON of a field, for values that are kept as they are; null where it was not sent. Never for a query string.</summary>
    public JsonElement? Json(string name, bool required = false) => throw new NotSupportedException(name);

    /// <summary>The names of all members, as sent.</summary>
    public IEnumerable<string> Names => throw new NotSupportedException();

    /// <summary>Notes a fault in the operation's own words, to follow the field's name.</summary>
    public void Fault(string name, string problem) => throw new NotSupportedException(name + problem);

    /// <summary>Notes a fault of a kind, in the contract's words.</summary>
    public void Fault(string name, FieldFaultKind kind, params ReadOnlySpan<(string Name, string Value)> arguments) => throw new NotSupportedException(name);

    internal static FieldFault MakeFault(FieldErrorFormat format, FieldLocation location, string field, FieldFaultKind kind, params ReadOnlySpan<(string Name, string Value)> arguments) =>
        throw new NotSupportedException(field);
}
