using System.Globalization;
using System.Text;
using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Writes a proposed contract as YAML.</summary>
/// <param name="proposal">The contract.</param>
internal sealed class ContractText(Proposal proposal)
{
    private const string ToDo = "TODO";

    private readonly StringBuilder _text = new();

    /// <summary>The text, without the comments at its beginning.</summary>
    public string Write()
    {
        WriteHead();
        WriteShape();
        WriteLimits();
        _text.Append("errors:\n");
        foreach (var definition in proposal.Definitions)
        {
            WriteDefinition(definition);
        }

        return _text.ToString();
    }

    private bool HasCredentials => proposal.Head.Credentials.Count > 0;

    private bool SaysCode => proposal.Headers.Values.Any(value => value.Contains("$code", StringComparison.Ordinal))
        || proposal.Envelopes.All(envelope => EnvelopeUses.Of(envelope.Value).Contains(EnvelopeVariable.Code));

    private void WriteHead()
    {
        var head = proposal.Head;
        Member("api", YamlText.Text(head.Api));
        Member("title", YamlText.Text(head.Title));
        Member("basePath", YamlText.Text(head.BasePath));
        if (head.ContentType != Contract.DefaultContentType)
        {
            Member("contentType", YamlText.Text(head.ContentType));
        }

        if (head.RequestId is { } id)
        {
            Member("requestId", new YamlText.Map(
            [
                .. Where(id.Prefix.Length > 0, "prefix", YamlText.Text(id.Prefix)),
                ("header", YamlText.Text(id.Header)),
                ("digits", Number(id.Digits)),
            ]));
        }

        if (HasCredentials)
        {
            Member("credentials", new YamlText.List([.. head.Credentials.Select(CredentialText)]));
        }

        Member("order", new YamlText.List([.. Order().Select(word => new YamlText.Scalar(word))]));
    }

    private static YamlText.Map CredentialText(ProposedCredential credential) => new(
    [
        ("kind", new YamlText.Scalar(credential.Header is null ? "bearer" : "header")),
        .. credential.Header is { } header ? [("header", (YamlText)YamlText.Text(header))] : Array.Empty<(string, YamlText)>(),
        ("prefix", YamlText.Text(credential.Prefix)),
    ]);

    private IEnumerable<string> Order() =>
    [
        .. HasCredentials ? ["credential", "key"] : Array.Empty<string>(),
        .. HasCredentials && Answers(Condition.AddressForbidden) ? ["address"] : Array.Empty<string>(),
        .. proposal.Head.Limit is null ? Array.Empty<string>() : ["limit"],
        "route",
        "method",
        .. HasCredentials && Answers(Condition.ScopeMissing) ? ["scope"] : Array.Empty<string>(),
        "precondition",
        "body",
        "resource",
        "rules",
    ];

    private bool Answers(Condition condition) => proposal.Definitions.Any(definition => definition.When.Contains(condition));

    private void WriteShape()
    {
        if (!SaysCode)
        {
            Member("code", new YamlText.Scalar("none"));
            Member("because", YamlText.Text($"{ToDo}: say why clients of this format have no code to branch on."));
        }

        Member("envelope", EnvelopeText.Of(proposal.Envelopes[0].Value));
        if (proposal.Envelopes.Count > 1)
        {
            Member("envelopes", new YamlText.Map([.. proposal.Envelopes.Skip(1).Select(envelope => (envelope.Name!, EnvelopeText.Of(envelope.Value)))]));
        }

        if (proposal.Headers.Count > 0)
        {
            Member("headers", new YamlText.Map([.. proposal.Headers.Select(header => (header.Key, (YamlText)YamlText.Text(header.Value)))]));
        }

        if (proposal.Findings.Docs is { } docs)
        {
            Member("docs", YamlText.Text(docs));
        }

        WriteMembers();
        WriteFieldErrors();
    }

    private void WriteMembers()
    {
        if (proposal.Findings.Members.Count > 0)
        {
            Member("members", new YamlText.Map([.. proposal.Findings.Members.Select(member => (member.Key, DeclarationText(member.Value)))]));
        }
    }

    private YamlText DeclarationText(FoundMember member)
    {
        var type = TypeText(member.Type, member.Optional && member.Type != DetailsType.StringList);
        var isEverywhere = member.Optional || proposal.Definitions.All(definition => member.Values.ContainsKey(definition.Code.Text));
        var common = member.Values.Values.GroupBy(value => value.GetRawText()).MaxBy(same => same.Count())!.First();
        return isEverywhere ? type : new YamlText.Map([("type", type), ("default", ValueText(common))]);
    }

    private void WriteFieldErrors()
    {
        var codes = FaultWords.Of(proposal.Findings.FaultCodes);
        (string, YamlText)[] members =
        [
            .. Where(proposal.FieldErrorForm != FieldErrorForm.First, "form", Word(ContractWords.FieldErrorForms, proposal.FieldErrorForm)),
            .. Where(codes.Count > 0, "codes", new YamlText.Map([.. codes.Select(code => (code.Key, (YamlText)CodeScalar(code.Value)))])),
            .. Where(
                proposal.FaultTexts.Count > 0,
                "texts",
                new YamlText.Map([.. proposal.FaultTexts.Select(text => (text.Key, (YamlText)YamlText.Text(text.Value)))])),
            .. Where(proposal.Findings.EchoesValues, "echo", new YamlText.Scalar("true")),
        ];
        if (members.Length > 0)
        {
            Member("fieldErrors", new YamlText.Map(members));
        }
    }

    private void WriteLimits()
    {
        if (proposal.Head.Limit is { } limit)
        {
            _text.Append("# The window is a guess, and so is the number where no response has X-RateLimit-Limit.\n");
            Member(
                "limits",
                new YamlText.List(
                [
                    new YamlText.Map(
                    [
                        ("name", Scalar("general")),
                        ("per", Scalar(HasCredentials ? "key" : "address")),
                        ("allow", Number(limit)),
                        ("window", Scalar("1 minute")),
                    ]),
                ]));
        }
        else if (HasCredentials)
        {
            Member("unlimited", YamlText.Text($"{ToDo}: no response with 429 was recorded; add `limits`, or say why there are none."));
        }
    }

    private void WriteDefinition(ProposedDefinition definition)
    {
        if (definition.IsNeededOnly)
        {
            _text.Append("  # No response was recorded for this one; every contract needs an answer to its condition.\n");
        }

        _text.Append("  ").Append(CodeScalar(definition.Code).Written).Append(":\n");
        Inner("status", Number(definition.Status));
        if (definition.Status == 200)
        {
            Inner("because", YamlText.Text($"{ToDo}: say why the format answers errors with 200."));
        }

        if (definition.Title is { } title)
        {
            Inner("title", YamlText.Text(title));
        }

        if (definition.When.Count > 0)
        {
            YamlText[] conditions = [.. definition.When.Select(condition => Scalar(condition.Name))];
            Inner("when", conditions is [var only] ? only : new YamlText.List(conditions));
        }

        foreach (var other in definition.OtherMessages)
        {
            _text.Append("    # Also recorded; `messages` can give it to a condition of its own: ").Append(YamlText.Quoted(other)).Append('\n');
        }

        Inner("message", YamlText.Text(definition.Message));
        WriteFilling(definition);
        Inner("meaning", YamlText.Text($"{ToDo}: say what the code means."));
        Inner("fix", YamlText.Text($"{ToDo}: say what the caller does about it."));
        WriteRetry(definition);
        if (definition.IsNeededOnly)
        {
            Inner("source", Scalar("extension"));
        }
    }

    private void WriteFilling(ProposedDefinition definition)
    {
        if (definition.Details is DetailsShape.FieldErrors)
        {
            Inner("details", Scalar("fieldErrors"));
        }
        else if (definition.Details is DetailsShape.Object details)
        {
            Inner("details", new YamlText.Map([.. details.Members.Select(member => (member.Name, TypeText(member.Type, member.Optional)))]));
        }

        if (definition.Arguments.Count > 0)
        {
            Inner("arguments", new YamlText.List([.. definition.Arguments.Select(YamlText.Text)]));
        }

        (string Key, YamlText)[] members =
        [
            .. proposal.Findings.Members.Where(member => member.Value.Values.ContainsKey(definition.Code.Text))
                .Select(member => (member.Key, ValueText(member.Value.Values[definition.Code.Text]))),
        ];
        if (members.Length > 0)
        {
            Inner("members", new YamlText.Map(members));
        }

        if (proposal.Findings.DocsByCode.TryGetValue(definition.Code.Text, out var docs))
        {
            Inner("docs", YamlText.Text(docs));
        }

        if (definition.Envelope is { } envelope)
        {
            Inner("envelope", Scalar(envelope));
        }
    }

    private void WriteRetry(ProposedDefinition definition)
    {
        if (definition.Status == 429 || definition.When.Contains(Condition.RateExceeded))
        {
            Inner("retry", new YamlText.Map([("after", Scalar("header"))]));
        }

        if (definition.RetryAfter is { } wait)
        {
            Inner("retryAfter", Number(wait));
        }
    }

    private static (string, YamlText)[] Where(bool isThere, string name, YamlText value) => isThere ? [(name, value)] : [];

    private static YamlText.Scalar Word<T>(IReadOnlyDictionary<string, T> words, T value) => Scalar(words.First(word => Equals(word.Value, value)).Key);

    private static YamlText TypeText(DetailsType type, bool isOptional)
    {
        if (type == DetailsType.StringList)
        {
            return new YamlText.List([Scalar("string")]);
        }

        var word = ContractWords.DetailsTypes.First(known => known.Value == type).Key;
        return isOptional ? new YamlText.Scalar(YamlText.Quoted(word + "?")) : Scalar(word);
    }

    private static YamlText ValueText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => YamlText.Text(value.GetString()!),
        JsonValueKind.Array => new YamlText.List([.. value.EnumerateArray().Select(ValueText)]),
        _ => new YamlText.Scalar(value.GetRawText()),
    };

    private static YamlText.Scalar CodeScalar(CodeText code) => code.IsNumber ? new YamlText.Scalar(code.Text) : YamlText.Text(code.Text);

    private static YamlText.Scalar Scalar(string word) => new(word);

    private static YamlText.Scalar Number(int number) => new(number.ToString(CultureInfo.InvariantCulture));

    private void Member(string name, YamlText value)
    {
        _text.Append(name).Append(':');
        value.WriteAfterKey(_text, 0);
    }

    private void Inner(string name, YamlText value)
    {
        _text.Append("    ").Append(name).Append(':');
        value.WriteAfterKey(_text, 4);
    }
}
