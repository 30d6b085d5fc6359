namespace Lintel.AspNetCore;

/// <summary>A value that was read from a body or a query, and the faults that an <see cref="IBodyValidator"/> reports. Not thread-safe.</summary>
public sealed class BodyValidationContext
{
    private readonly FieldReader _fields;
    private readonly TypePlan _plan;

    // The reader's own faults come first.
    private readonly int _readFaults;

    internal BodyValidationContext(FieldReader fields, TypePlan plan, object value)
    {
        _fields = fields;
        _plan = plan;
        _readFaults = fields.FaultCount;
        Value = value;
    }

    /// <summary>The value.</summary>
    public object Value { get; }

    /// <summary>
    /// The type that the operation reads: the <c>T</c> of <c>.Body&lt;T&gt;()</c> or <c>.Query&lt;T&gt;()</c>. The value may be of a derived type.
    /// </summary>
    public Type Type => _plan.Info.Type;

    /// <summary>The request, for its services and account.</summary>
    public ApiCall Call => _fields.Call;

    /// <summary>Reports a fault in the validator's own words. Ignored for a member that has a fault already, or that contains one.</summary>
    /// <param name="member">
    /// The path to the member, by its .NET names: <c>Lines[2].Sku</c>. The caller is told the names of the JSON: <c>lines[2].sku</c>. Empty for the value as
    /// a whole.
    /// </param>
    /// <param name="message">The complete message.</param>
    public void Fault(string member, string message)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(message);
        var (path, _) = PathOf(member);
        if (IsNew(path, message))
        {
            _fields.Note(path, message);
        }
    }

    /// <summary>Reports a fault of a kind, in the contract's words. Ignored for a member that has a fault already, or that contains one.</summary>
    /// <param name="member">The path to the member, by its .NET names.</param>
    /// <param name="kind">The kind of fault.</param>
    /// <param name="arguments">The values of the placeholders of the contract's text for this kind, such as <c>limit</c>.</param>
    public void Fault(string member, FieldFaultKind kind, params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        ArgumentNullException.ThrowIfNull(member);
        var (path, _) = PathOf(member);
        if (IsNew(path, message: null))
        {
            _fields.Fault(path, kind, arguments);
        }
    }

    /// <summary>
    /// Tells whether a path names a member of the JSON. One that continues inside a value, such as the length of a text, is reported as the value's fault, and
    /// the contract's texts for members do not fit it.
    /// </summary>
    internal bool IsMember(string member) => PathOf(member).IsMember;

    /// <summary>The words of an enum as the caller writes them.</summary>
    internal string WordsOf(Type type) => string.Join(", ", BodyShape.WordsOf(type, _plan.Info.Options).Words);

    /// <summary>The kind of value that a number was sent as.</summary>
    internal string KindOfNumber => _fields.Location == FieldLocation.Query ? "string" : "number";

    private (string Path, bool IsMember) PathOf(string member) => MemberPath.Of(member, _plan, Value);

    /// <summary>The value as a whole may have several faults of its own, once its members have none.</summary>
    private bool IsNew(string path, string? message)
    {
        for (var i = 0; i < _fields.FaultCount; i++)
        {
            var fault = _fields.FaultAt(i);
            if (fault.Location == _fields.Location
                && (fault.Field == path ? path.Length > 0 || fault.Problem == message : i < _readFaults && MemberPath.Contains(path, fault.Field)))
            {
                return false;
            }
        }

        return true;
    }
}
