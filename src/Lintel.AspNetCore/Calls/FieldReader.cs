using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Reads a JSON object or a query string field by field and notes every fault in the contract's words, in the order in which fields are asked for.
/// A serializer stops at the first value of a wrong type and cannot tell missing from wrong, which contracts must.
/// </summary>
public sealed partial class FieldReader
{
    /// <summary>The largest whole number that JSON carries between all programs (RFC 8259 section 6): 9,007,199,254,740,991.</summary>
    public const long LargestInteger = 9_007_199_254_740_991;

    internal const string ControlFree = "a text without control characters";
    internal const string UuidForm = "a UUID";

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);
    private static readonly SearchValues<char> ControlsInLines = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r'))]);

    // More faults than this help nobody, and a body is full of them only on purpose.
    private const int MaximumFaults = 100;

    private readonly FieldSource _source;
    private readonly List<FieldFault> _faults;
    private readonly FieldReader? _outer;
    private readonly FieldName _name;

    // A list, for objects have few members: a set took three times the memory, for each object of a body.
    private readonly List<string> _asked = [];
    private int _sent;
    private bool _isTaken;

    internal FieldReader(ApiCall call, FieldSource source, List<FieldFault> faults)
    {
        Call = call;
        _source = source;
        _faults = faults;
    }

    private FieldReader(FieldReader outer, FieldName name, FieldSource source)
        : this(outer.Call, source, outer._faults)
    {
        _outer = outer;
        _name = name;
    }

    /// <summary>The call that is being read, for its clock and account.</summary>
    public ApiCall Call { get; }

    /// <summary>Whether no fault has been noted so far.</summary>
    public bool IsValid => _faults.Count == 0;

    /// <summary>The names of all members, as sent.</summary>
    public IEnumerable<string> Names => _source.Names;

    /// <summary>The names that were asked for so far, sent or not.</summary>
    internal IReadOnlyCollection<string> Asked => _asked;

    private FieldErrorFormat Format => Call.Contract.FieldErrors;

    /// <summary>True where the contract refuses unknown members, and a parameter of a query that is sent more than once.</summary>
    internal bool RefusesUnknown => Call.Contract.UnknownMembers == UnknownMembers.Refuse;

    /// <summary>Whether the field was sent (and, where the contract counts blanks as missing, is not blank).</summary>
    public bool Has(string name) => Ask(name, out var value) && !CountsAsMissing(value);

    /// <summary>Whether the field was sent as null, which for an update means: take the value away.</summary>
    public bool IsNull(string name) => Ask(name, out var value) && value.IsNull;

    /// <summary>A text; null where it was not sent or is faulty.</summary>
    /// <param name="name">The field.</param>
    /// <param name="required">Whether it is a fault not to send it.</param>
    /// <param name="min">The fewest characters.</param>
    /// <param name="max">The most characters.</param>
    /// <param name="pattern">What it must match.</param>
    /// <param name="expected">What the pattern stands for, to follow "must be".</param>
    /// <param name="lines">true for a text that may have line breaks and tabs; other control characters are a fault in every text.</param>
    public string? Text(
        string name,
        bool required = false,
        int min = 0,
        int max = int.MaxValue,
        Regex? pattern = null,
        string? expected = null,
        bool lines = false)
    {
        if (!TryTake(name, required, out var value))
        {
            return null;
        }

        if (!value.TryText(out var text))
        {
            return WrongType(name, "string", value);
        }

        if (text.Length < min)
        {
            Fault(name, FieldFaultKind.TooShort, ("limit", min.ToString()));
        }
        else if (text.Length > max)
        {
            Fault(name, FieldFaultKind.TooLong, ("limit", max.ToString()));
        }
        else if (HasControl(text, lines))
        {
            Fault(name, FieldFaultKind.Format, ("expected", ControlFree));
        }
        else if (pattern is not null && !pattern.IsMatch(text))
        {
            Fault(name, FieldFaultKind.Format, ("expected", expected ?? "in its form"));
        }
        else
        {
            return text;
        }

        return null;
    }

    /// <summary>One of some words, compared exactly.</summary>
    public string? OneOf(string name, IReadOnlyList<string> allowed, bool required = false)
    {
        if (!TryTake(name, required, out var value))
        {
            return null;
        }

        if (value.TryText(out var text) && allowed.Contains(text))
        {
            return text;
        }

        Fault(name, FieldFaultKind.OneOf, ("allowed", string.Join(", ", allowed)), ("received", value.Kind));
        return null;
    }

    /// <summary>A whole number; in a query string its decimal digits.</summary>
    public long? Integer(string name, bool required = false, long min = -LargestInteger, long max = LargestInteger)
    {
        if (!TryTake(name, required, out var value))
        {
            return null;
        }

        if (!value.TryInteger(out var number))
        {
            WrongNumber(name, "integer", NumberWords.Whole(min, max), value);
            return null;
        }

        return InRange(name, number, min, max) ? number : null;
    }

    /// <summary>A number; one with more digits than are kept is a fault, and never rounded.</summary>
    /// <param name="name">The field.</param>
    /// <param name="required">Whether it is a fault not to send it.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The largest.</param>
    /// <param name="decimals">How many digits after the point are kept, 0 to 28.</param>
    public decimal? Number(
        string name,
        bool required = false,
        decimal min = decimal.MinValue,
        decimal max = decimal.MaxValue,
        int decimals = DecimalText.MaximumDigits)
    {
        if (!TryTake(name, required, out var value))
        {
            return null;
        }

        if (!value.TryNumber(out var number, out var sent))
        {
            WrongNumber(name, "number", NumberWords.Decimal(min, max, decimals), value);
            return null;
        }

        if (sent is null || sent > decimals)
        {
            Fault(name, FieldFaultKind.Format, ("expected", NumberWords.Decimal(min, max, decimals)));
            return null;
        }

        return InRange(name, number, min, max) ? number : null;
    }

    /// <summary>True or false; in a query string <c>true</c>, <c>false</c>, <c>1</c> or <c>0</c>.</summary>
    public bool? Boolean(string name, bool required = false)
    {
        if (!TryTake(name, required, out var value))
        {
            return null;
        }

        if (value.TryBoolean(out var boolean))
        {
            return boolean;
        }

        WrongType(name, "boolean", value);
        return null;
    }

    /// <summary>A moment, RFC 3339 with an offset, in UTC; a date alone is its midnight in UTC.</summary>
    public DateTimeOffset? Timestamp(string name, bool required = false)
    {
        if (!TryTake(name, required, out var value))
        {
            return null;
        }

        var expected = Moments.Form;
        if (value.TryText(out var text) && Moments.TryParse(text, out var moment, out expected))
        {
            return moment;
        }

        Fault(name, FieldFaultKind.Format, ("expected", expected ?? Moments.Form), ("received", value.Kind));
        return null;
    }

    /// <summary>A uuid.</summary>
    public Guid? Uuid(string name, bool required = false)
    {
        if (!TryTake(name, required, out var value))
        {
            return null;
        }

        if (value.TryText(out var text) && Guid.TryParseExact(text, "D", out var uuid))
        {
            return uuid;
        }

        Fault(name, FieldFaultKind.Format, ("expected", UuidForm), ("received", value.Kind));
        return null;
    }

    /// <summary>A list of texts of one line each.</summary>
    public IReadOnlyList<string>? Texts(string name, bool required = false, int min = 0, int max = 1000, int maxLength = int.MaxValue) =>
        List(name, required, min, max, (item, path) =>
        {
            if (!item.TryText(out var text))
            {
                return WrongType(path.ToString(), "string", item);
            }

            if (text.Length > maxLength)
            {
                Fault(path.ToString(), FieldFaultKind.TooLong, ("limit", maxLength.ToString()));
            }
            else if (HasControl(text, lines: false))
            {
                Fault(path.ToString(), FieldFaultKind.Format, ("expected", ControlFree));
            }
            else
            {
                return text;
            }

            return null;
        });

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<long>? Integers(string name, bool required = false, int min = 0, int max = 1000) =>
        List(
            name,
            required,
            min,
            max,
            (item, path) => item.TryInteger(out var number)
                ? (object)number
                : WrongNumber(path.ToString(), "integer", NumberWords.Whole(-LargestInteger, LargestInteger), item))
            is { } boxed ? [.. boxed.Cast<long>()] : null;

    /// <summary>A list of uuids.</summary>
    public IReadOnlyList<Guid>? Uuids(string name, bool required = false, int min = 0, int max = 1000)
    {
        var boxed = List<object>(name, required, min, max, (item, path) =>
        {
            if (item.TryText(out var text) && Guid.TryParseExact(text, "D", out var uuid))
            {
                return uuid;
            }

            Fault(path.ToString(), FieldFaultKind.Format, ("expected", UuidForm), ("received", item.Kind));
            return null;
        });
        return boxed is null ? null : [.. boxed.Cast<Guid>()];
    }

    /// <summary>An object, read by a delegate; members that the delegate does not ask for are faults where the contract refuses them.</summary>
    public T? Object<T>(string name, Func<FieldReader, T> read, bool required = false)
        where T : class => TryTake(name, required, out var value) ? ReadObject(new FieldName(name), value, read) : null;

    /// <summary>A list of objects.</summary>
    public IReadOnlyList<T>? Objects<T>(string name, Func<FieldReader, T> read, bool required = false, int min = 0, int max = 1000)
        where T : class => List(name, required, min, max, (item, path) => ReadObject(path, item, read));

    /// <summary>The raw JSON of a field, for values that are kept as they are; null where it was not sent. Never for a query string.</summary>
    public JsonElement? Json(string name, bool required = false) => TryTake(name, required, out var value) ? value.Json.Clone() : null;

    /// <summary>Notes a fault in the operation's own words, to follow the field's name.</summary>
    public void Fault(string name, string problem) => Fault(name, FieldFaultKind.Other, ("problem", problem));

    /// <summary>Notes a fault of a kind, in the contract's words.</summary>
    public void Fault(string name, FieldFaultKind kind, params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        if (_faults.Count < MaximumFaults)
        {
            _faults.Add(MakeFault(Format, _source.Location, PathTo(name), kind, arguments));
        }
    }

    /// <summary>Binds the parameter of a delegate of <c>Body</c> or <c>Query</c>.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException">Nothing is being read: the parameter belongs to another delegate or to a handler.</exception>
    public static ValueTask<FieldReader> BindAsync(HttpContext context) => ValueTask.FromResult(ApiCall.Of(context)?.Reader
        ?? throw new InvalidOperationException("A FieldReader is bound for delegates of Body and Query alone. Take Body<T> or Query<T> elsewhere."));

    internal static FieldFault MakeFault(
        FieldErrorFormat format,
        FieldLocation location,
        string field,
        FieldFaultKind kind,
        params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        var text = format.TextOf(kind).Replace("{field}", field, StringComparison.Ordinal);
        foreach (var (name, value) in arguments)
        {
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        return new FieldFault(location, field, kind, text);
    }

    /// <summary>The JSON that is read.</summary>
    internal JsonElement Whole => ((JsonSource)_source).Element;

    /// <summary>A value as it was sent: a text of a query is no text of JSON.</summary>
    internal FieldValue ValueOf(JsonElement json) =>
        _source.Location == FieldLocation.Query && json.ValueKind == JsonValueKind.String
            ? new FieldValue(default, json.GetString())
            : new FieldValue(json, null);

    /// <summary>The faults that were noted so far.</summary>
    internal int FaultCount => _faults.Count;

    /// <summary>The location of the fields that are read.</summary>
    internal FieldLocation Location => _source.Location;

    /// <summary>A fault that was noted before, those of a query that was read first included.</summary>
    internal FieldFault FaultAt(int index) => _faults[index];

    /// <summary>True where no more faults are noted, so that looking for them is in vain.</summary>
    internal bool IsFull => _faults.Count >= MaximumFaults;

    /// <summary>Whoever reads looks at every member.</summary>
    internal void TakeAll() => _isTaken = true;

    /// <summary>Notes a parameter of a query that was sent more than once, and is no list.</summary>
    internal void NoteRepeated(string name, int times) => Fault(name, $"must be sent once, not {times} times");

    /// <summary>Notes a fault in the application's own words.</summary>
    internal void Note(string path, string problem)
    {
        if (_faults.Count < MaximumFaults)
        {
            _faults.Add(new FieldFault(_source.Location, path, FieldFaultKind.Other, problem));
        }
    }

    /// <summary>Notes every member of a body, and every parameter of a query, that nobody asked for, where the contract refuses them.</summary>
    internal void RefuseUnknown()
    {
        // Members have different names, so where as many were asked for as were sent, none is unknown.
        if (_isTaken || !RefusesUnknown || _source.Count == _sent)
        {
            return;
        }

        foreach (var name in _source.Names)
        {
            if (!_asked.Contains(name, _source.Comparer) && !IsReadElsewhere(name))
            {
                Fault(name, FieldFaultKind.Unknown);
            }
        }
    }

    /// <summary>Tells whether a query parameter chooses the operation or is its credential.</summary>
    private bool IsReadElsewhere(string name) => _source.Location == FieldLocation.Query && Call.Operation?.GoesBy(name) == true;

    private bool Ask(string name, out FieldValue value)
    {
        var isSent = _source.TryGet(name, out value);
        if (!_asked.Contains(name))
        {
            _asked.Add(name);
            _sent += isSent ? 1 : 0;
        }

        return isSent;
    }

    private bool TryTake(string name, bool required, out FieldValue value)
    {
        var isNew = !_asked.Contains(name);
        var isSent = Ask(name, out value);
        if (isSent && RefusesUnknown && _source.TimesSent(name) is > 1 and var times)
        {
            if (isNew)
            {
                NoteRepeated(name, times);
            }

            return false;
        }

        if (isSent && !CountsAsMissing(value))
        {
            return true;
        }

        if (required)
        {
            Fault(name, FieldFaultKind.Missing);
        }

        return false;
    }

    /// <summary>Null is never a value of a field that can be read; whether a blank text is, the contract says.</summary>
    private bool CountsAsMissing(FieldValue value) => Format.BlankIsMissing && value.IsBlank;

    private string? WrongType(string name, string expected, FieldValue value)
    {
        Fault(name, FieldFaultKind.Type, ("expected", expected), ("received", value.Kind));
        return null;
    }

    /// <summary>
    /// A number that is none of the wanted ones is told what those are, and so is a text, which every value of a query is, unless the contract has its own
    /// words for a wrong type. Other types are told their names.
    /// </summary>
    internal string? WrongNumber(string name, string type, string expected, FieldValue value)
    {
        var isText = !value.IsNumber && value.TryText(out _) && !Format.Defines(FieldFaultKind.Type);
        if (!value.IsNumber && !isText)
        {
            return WrongType(name, type, value);
        }

        Fault(name, FieldFaultKind.Format, ("expected", isText && value.Query is null ? $"{expected}, not a text" : expected));
        return null;
    }

    // Stored and shown, they end lines of logs and texts of other programs.
    internal static bool HasControl(string text, bool lines) => lines
        ? text.AsSpan().ContainsAny(ControlsInLines)
        : text.AsSpan().ContainsAny(Controls);

    private bool InRange(string name, decimal number, decimal min, decimal max)
    {
        if (number < min)
        {
            Fault(name, FieldFaultKind.TooSmall, ("limit", min.ToString(CultureInfo.InvariantCulture)));
        }
        else if (number > max)
        {
            Fault(name, FieldFaultKind.TooLarge, ("limit", max.ToString(CultureInfo.InvariantCulture)));
        }

        return number >= min && number <= max;
    }

    private List<T>? List<T>(string name, bool required, int min, int max, Func<FieldValue, FieldName, T?> read)
        where T : class
    {
        if (!TryTake(name, required, out var value))
        {
            return null;
        }

        if (value.Json.ValueKind != JsonValueKind.Array)
        {
            WrongType(name, "array", value);
            return null;
        }

        var count = value.Json.GetArrayLength();
        if (count < min || count > max)
        {
            Fault(name, count < min ? FieldFaultKind.TooFew : FieldFaultKind.TooMany, ("limit", (count < min ? min : max).ToString()));
            return null;
        }

        var faultsBefore = _faults.Count;
        var items = new List<T>(count);
        var index = 0;
        foreach (var json in value.Json.EnumerateArray())
        {
            if (IsFull)
            {
                break;
            }

            if (read(new FieldValue(json, null), new FieldName(name, index++)) is { } item)
            {
                items.Add(item);
            }
        }

        return _faults.Count == faultsBefore ? items : null;
    }

    private T? ReadObject<T>(FieldName name, FieldValue value, Func<FieldReader, T> read)
        where T : class
    {
        if (value.Json.ValueKind != JsonValueKind.Object)
        {
            WrongType(name.ToString(), "object", value);
            return null;
        }

        var nested = new FieldReader(this, name, new JsonSource(value.Json));
        var result = read(nested);
        nested.RefuseUnknown();
        return result;
    }

    private string PathTo(string name) => _outer is null ? name : $"{_outer.PathTo(_name.ToString())}.{name}";

    /// <summary>A field, or an item of a list; its text is made when there is a fault to tell.</summary>
    private readonly record struct FieldName(string Name, int Index = -1)
    {
        public override string ToString() => Index < 0 ? Name : $"{Name}[{Index}]";
    }
}
