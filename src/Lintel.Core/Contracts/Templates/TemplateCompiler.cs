namespace Lintel.Contracts;

/// <summary>Compiles an envelope for one definition.</summary>
internal sealed class TemplateCompiler
{
    private readonly ErrorTexts _definition;
    private readonly BodyFormat _format;
    private readonly VariableCompiler _variables;

    private TemplateCompiler(ErrorTexts definition, BodyFormat format)
    {
        _definition = definition;
        _format = format;
        _variables = new VariableCompiler(definition, format);
    }

    /// <summary>Compiles the body of a definition.</summary>
    /// <param name="envelope">The shape.</param>
    /// <param name="definition">The definition's texts.</param>
    /// <param name="format">The kind of body.</param>
    public static TemplatePart[] Compile(EnvelopeValue envelope, ErrorTexts definition, BodyFormat format)
    {
        var body = new TemplateCompiler(definition, format).Compile(envelope, FaultScope.None).Content;
        return new TemplateBuilder(format).Raw(format.Start).Append(body).Raw(format.End).Build();
    }

    private CompiledValue Compile(EnvelopeValue value, FaultScope scope) => value switch
    {
        EnvelopeValue.Constant constant => CompiledValue.Always(new TemplateBuilder(_format).Constant(constant.Json)),
        EnvelopeValue.Text text => CompileText(text, scope),
        EnvelopeValue.Group group => CompileMembers(group.Members, scope),
        EnvelopeValue.Details details => CompileDetails(details, scope),
        EnvelopeValue.List list => CompileList(list, scope),
        EnvelopeValue.Keyed keyed => CompileKeyed(keyed),
        EnvelopeValue.WhereFaults faults => Compile(faults.Value, scope) with { Presence = [new FaultPresence(faults.Source)] },
        EnvelopeValue.Variable { Name: EnvelopeVariable.Details } => Compile(DetailsValues.Of(_definition.Details, _definition.FieldErrors.Form), scope),
        EnvelopeValue.Variable variable => _variables.Compile(variable, scope),
        _ => CompiledValue.Never(new TemplateBuilder(_format)),
    };

    private CompiledValue CompileText(EnvelopeValue.Text text, FaultScope scope)
    {
        var builder = new TemplateBuilder(_format).Quote();
        foreach (var piece in text.Pieces)
        {
            if (piece.Variable is { } variable)
            {
                _variables.AddInside(builder, variable, scope);
            }
            else
            {
                builder.Text(piece.Words);
            }
        }

        return CompiledValue.Always(builder.Quote());
    }

    private CompiledValue CompileMembers(IReadOnlyList<EnvelopeMember> members, FaultScope scope)
    {
        var entries = members.Select(
            member => new Entry(_format.MemberStart(member.Name), Compile(member.Value, scope), _format.MemberEnd(member.Name), member.Value.IsLeftOut));
        return CompileEntries(_format.ObjectStart, [.. entries], _format.ObjectEnd);
    }

    /// <summary>An object that is there where any of its arguments was given, those that are never left out included.</summary>
    private CompiledValue CompileDetails(EnvelopeValue.Details details, FaultScope scope)
    {
        var presence = new List<TemplatePart>();
        foreach (var member in details.Members)
        {
            presence.AddRange(Compile(member.Value, scope).Presence ?? []);
        }

        return CompileMembers(details.Members, scope) with { Presence = [.. presence] };
    }

    private CompiledValue CompileList(EnvelopeValue.List list, FaultScope scope)
    {
        var entries = list.Items.Select(item => item switch
        {
            EnvelopeValue.Each each => new Entry([], CompileEach(each), [], each.Optional, IsRun: true),
            EnvelopeValue.Variable { Name: EnvelopeVariable.FaultSegments, Type: null } variable =>
                new Entry([], _variables.CompileSegments(scope, asItems: true), [], variable.Optional, IsRun: true),
            _ => new Entry(_format.ItemStart.ToArray(), Compile(item, scope), _format.ItemEnd.ToArray(), item.IsLeftOut),
        });
        return CompileEntries(_format.ListStart, [.. entries], _format.ListEnd);
    }

    private CompiledValue CompileEach(EnvelopeValue.Each each)
    {
        var itself = each.Source == FaultSource.Errors ? Whole(Compile(each.Item, FaultScope.Itself)) : null;
        var part = new EachPart(each.Source, Whole(Compile(each.Item, FaultScope.Fault)), itself, _format);
        return new CompiledValue(new TemplateBuilder(_format).Hole(part), itself is null ? [part] : null);
    }

    private CompiledValue CompileKeyed(EnvelopeValue.Keyed keyed)
    {
        var item = keyed.Value is EnvelopeValue.List { Items: [var only] } ? only : null;
        var part = new KeyedPart(keyed, Whole(Compile(item ?? keyed.Value, FaultScope.Fault)), item is not null, _format);
        return new CompiledValue(new TemplateBuilder(_format).Hole(part), keyed.Optional ? [part] : null);
    }

    private CompiledValue CompileEntries(ReadOnlySpan<byte> start, IReadOnlyList<Entry> entries, ReadOnlySpan<byte> end)
    {
        var builder = new TemplateBuilder(_format).Bytes(start);
        var isPreceded = false;
        var optional = new List<OptionalMember>();
        foreach (var entry in entries)
        {
            if (entry is { Value.IsNever: true, IsLeftOut: true })
            {
                // A definition without details never has any: the member is left out for good.
                continue;
            }

            if (entry.IsLeftOut && entry.Value.Presence is { } presence)
            {
                optional.Add(new OptionalMember(entry.Start, entry.Value.Content.ToPart(presence), entry.End));
                continue;
            }

            AddRun(builder, optional, isPreceded, isFollowed: optional.Count > 0 && !isPreceded);
            builder.Bytes(isPreceded ? _format.Separator : []).Bytes(entry.Start);
            AddAlways(builder, entry.Value);
            builder.Bytes(entry.End);
            isPreceded = true;
        }

        AddRun(builder, optional, isPreceded, isFollowed: false);
        return new CompiledValue(builder.Bytes(end), PresenceOf(entries));
    }

    private static TemplatePart[]? PresenceOf(IReadOnlyList<Entry> entries) =>
        entries.Count == 0 || entries.Any(entry => !entry.Optional || entry.Value.Presence is null)
            ? null
            : [.. entries.SelectMany(entry => entry.Value.Presence!)];

    private void AddRun(TemplateBuilder builder, List<OptionalMember> optional, bool isPreceded, bool isFollowed)
    {
        if (optional.Count > 0)
        {
            builder.Hole(new OptionalMembersPart([.. optional], isPreceded, isFollowed, _format));
            optional.Clear();
        }
    }

    /// <summary>A value as one piece, null where it has nothing to say.</summary>
    private TemplatePart Whole(CompiledValue value)
    {
        var builder = new TemplateBuilder(_format);
        AddAlways(builder, value);
        return builder.ToPart();
    }

    private void AddAlways(TemplateBuilder builder, CompiledValue value)
    {
        if (value.IsNever)
        {
            builder.Bytes(_format.Null);
        }
        else if (value.Presence is { } presence)
        {
            builder.Hole(new OrNullPart(value.Content.ToPart(presence), _format));
        }
        else
        {
            builder.Append(value.Content);
        }
    }

    /// <summary>A member or an item.</summary>
    /// <param name="Start">What stands before the value.</param>
    /// <param name="Value">The value.</param>
    /// <param name="End">What stands after the value.</param>
    /// <param name="Optional">Whether its container may be left out where there is nothing to say.</param>
    /// <param name="IsRun">Whether it is any number of items, of which none is null.</param>
    private sealed record Entry(byte[] Start, CompiledValue Value, byte[] End, bool Optional, bool IsRun = false)
    {
        public bool IsLeftOut => Optional || IsRun;
    }
}
