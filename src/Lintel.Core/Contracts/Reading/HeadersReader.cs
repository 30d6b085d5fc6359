namespace Lintel.Contracts;

/// <summary>Reads <c>headers</c>: the header fields that errors have beside Lintel's own.</summary>
/// <param name="members">The members that the contract declares.</param>
/// <param name="requestId">The header field of request ids.</param>
internal sealed class HeadersReader(IReadOnlyDictionary<string, MemberDeclaration> members, string requestId)
{
    private const int MaximumHeaders = 16;
    private const int LongestValue = 512;

    private static readonly string[] TakenBeginnings = ["Access-Control-", "Content-", "Cross-Origin-", "Proxy-", "RateLimit", "Sec-", "X-RateLimit-"];

    private static readonly HashSet<string> Taken = new(HeadReader.TakenHeaders, StringComparer.OrdinalIgnoreCase)
    {
        "Accept",
        "Accept-Encoding",
        "Age",
        "Alt-Svc",
        "Authorization",
        "Clear-Site-Data",
        "Cookie",
        "ETag",
        "Expires",
        "Host",
        "Keep-Alive",
        "Location",
        "Permissions-Policy",
        "Pragma",
        "Referrer-Policy",
        "Strict-Transport-Security",
        "TE",
        "Trailer",
        "Upgrade",
        "Vary",
        "X-Content-Type-Options",
        "X-Frame-Options",
    };

    /// <summary>Returns true if a field has a meaning of its own, so that no contract declares it; otherwise, false.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="requestId">The header field of request ids.</param>
    public static bool IsTaken(string name, string requestId) => Taken.Contains(name)
        || string.Equals(name, requestId, StringComparison.OrdinalIgnoreCase)
        || TakenBeginnings.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the fields of a contract or of a definition.</summary>
    public IReadOnlyList<DeclaredHeader> Read(MappingCursor owner)
    {
        var headers = new List<DeclaredHeader>();
        if (!owner.TryMapping("headers", $"`headers` of {owner.Subject}", out var cursor))
        {
            return headers;
        }

        if (cursor.Members.Count > MaximumHeaders)
        {
            owner.Fault("headers", $"`headers` of {owner.Subject} has more than {MaximumHeaders} fields.", "Say less.");
            return headers;
        }

        foreach (var member in cursor.Members)
        {
            if (IsFree(member, cursor) && ReadValue(member, cursor) is { } value)
            {
                headers.Add(new DeclaredHeader(member.Name, value, member.Position));
            }
        }

        return headers;
    }

    private bool IsFree(YamlMember member, MappingCursor cursor)
    {
        if (!Forms.Header.IsMatch(member.Name))
        {
            cursor.Faults.Add(member.Position, $"A header field is called {Quoting.Quote(member.Name)}.", $"Write {Forms.HeaderInWords}.");
            return false;
        }

        if (cursor.Members.First(other => string.Equals(other.Name, member.Name, StringComparison.OrdinalIgnoreCase)) != member)
        {
            cursor.Faults.Add(member.Position, $"{cursor.Name} has {Quoting.Quote(member.Name)} twice; letter case makes no difference.", "Keep one of them.");
            return false;
        }

        if (IsTaken(member.Name, requestId))
        {
            cursor.Faults.Add(
                member.Position,
                $"{cursor.Name} has {member.Name}, which has a meaning of its own on the connection, for security or in Lintel.",
                "Write a field of your own, such as X-Error-Code, or take it away; Lintel writes those that it is responsible for.");
            return false;
        }

        return true;
    }

    private EnvelopeValue.Text? ReadValue(YamlMember member, MappingCursor cursor)
    {
        if (member.Value is not YamlScalar { IsNull: false } scalar || scalar.Value.Length is 0 or > LongestValue)
        {
            cursor.Faults.Add(
                member.Value.Position,
                $"The header field {member.Name} is {MappingCursor.Describe(member.Value)}.",
                $"Write a text of at most {LongestValue} characters.");
            return null;
        }

        if (scalar.Value.Any(character => character is < ' ' or > '~'))
        {
            cursor.Faults.Add(
                scalar.Position,
                $"The header field {member.Name} has characters that are not printable ASCII.",
                "Write printable ASCII (RFC 9110 section 5.5).");
            return null;
        }

        var text = new VariableReader(cursor.Faults, members, $"The header field {member.Name}").ReadText(scalar, isInEach: false);
        foreach (var piece in text.Pieces)
        {
            if (piece.Variable is { } variable && !IsForHeaders(variable.Name))
            {
                cursor.Faults.Add(
                    scalar.Position,
                    $"The header field {member.Name} uses {ContractWords.WordOf(variable.Name)}, a text that may have any characters.",
                    $"Use {string.Join(", ", ContractWords.Variables.Where(word => IsForHeaders(word.Value)).Select(word => word.Key))} or $member.name.");
            }
        }

        return text;
    }

    private static bool IsForHeaders(EnvelopeVariable variable) => variable is EnvelopeVariable.Code
        or EnvelopeVariable.Status
        or EnvelopeVariable.Title
        or EnvelopeVariable.ReasonPhrase
        or EnvelopeVariable.Type
        or EnvelopeVariable.Docs
        or EnvelopeVariable.RequestId
        or EnvelopeVariable.RetryAfter
        or EnvelopeVariable.TraceId
        or EnvelopeVariable.Member
        or EnvelopeVariable.Timestamp
        or EnvelopeVariable.TimestampOffset
        or EnvelopeVariable.TimestampSeconds
        or EnvelopeVariable.TimestampMilliseconds;
}

/// <summary>A header field as a contract declares it.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">The field's value.</param>
/// <param name="Position">The field's place in the file.</param>
internal sealed record DeclaredHeader(string Name, EnvelopeValue.Text Value, SourcePosition Position);
