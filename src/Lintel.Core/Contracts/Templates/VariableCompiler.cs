using System.Globalization;

namespace Lintel.Contracts;

/// <summary>Compiles the variables of an envelope for one definition.</summary>
/// <param name="definition">The definition's texts.</param>
/// <param name="format">The kind of body.</param>
internal sealed class VariableCompiler(ErrorTexts definition, BodyFormat format)
{
    /// <summary>A variable as a value of its own.</summary>
    public CompiledValue Compile(EnvelopeValue.Variable variable, FaultScope scope)
    {
        var meant = Meant(variable, scope);
        return meant switch
        {
            { Name: EnvelopeVariable.Argument } => CompileArgument(meant),
            { Name: EnvelopeVariable.Member } when meant.Type is null => CompileMember(meant.Of),
            { Name: EnvelopeVariable.FaultCode, Type: null } => Hole(new FaultCodePart(definition.FieldErrors.Codes, asValue: true, format)),
            { Name: EnvelopeVariable.FaultValue } => Hole(new FaultValuePart(meant.Type, format)),
            { Name: EnvelopeVariable.FaultSegments, Type: null } => CompileSegments(scope, asItems: false),
            _ => CompileText(meant, scope),
        };
    }

    /// <summary>The path to a field as a list.</summary>
    public CompiledValue CompileSegments(FaultScope scope, bool asItems) => scope == FaultScope.Fault
        ? Hole(new FaultSegmentsPart(asItems, format))
        : CompiledValue.Never(new TemplateBuilder(format));

    /// <summary>Adds a variable to the inside of a text.</summary>
    /// <returns>Pieces of which one must have something to say; null where there always is something.</returns>
    public TemplatePart[]? AddInside(TemplateBuilder builder, EnvelopeValue.Variable variable, FaultScope scope)
    {
        var meant = Meant(variable, scope);
        switch (meant.Name)
        {
            case EnvelopeVariable.Message:
                definition.Messages.AddTo(builder);
                return null;
            case EnvelopeVariable.Type:
                builder.Hole(new ReferencePart(format)).Text(definition.Type);
                return null;
            case EnvelopeVariable.RequestId:
                builder.Hole(new RequestIdPart(format));
                return null;
            default:
                return ConstantOf(meant) is { } constant ? AddConstant(builder, constant) : AddHole(builder, meant, scope);
        }
    }

    private static TemplatePart[]? AddConstant(TemplateBuilder builder, string constant)
    {
        builder.Text(constant);
        return null;
    }

    private static TemplatePart[] Add(TemplateBuilder builder, TemplatePart part)
    {
        builder.Hole(part);
        return [part];
    }

    private TemplatePart[] AddHole(TemplateBuilder builder, EnvelopeValue.Variable variable, FaultScope scope) => variable.Name switch
    {
        EnvelopeVariable.RetryAfter => Add(builder, new RetryAfterPart(definition.RetryAfter)),
        EnvelopeVariable.Method or EnvelopeVariable.Path or EnvelopeVariable.Instance or EnvelopeVariable.TraceId or EnvelopeVariable.Help =>
            Add(builder, new RequestPart(variable.Name, format)),
        EnvelopeVariable.Timestamp => Add(builder, new TimePart("Z")),
        EnvelopeVariable.TimestampOffset => Add(builder, new TimePart("+00:00")),
        EnvelopeVariable.TimestampSeconds => Add(builder, new TimeNumberPart(inMilliseconds: false)),
        EnvelopeVariable.TimestampMilliseconds => Add(builder, new TimeNumberPart(inMilliseconds: true)),
        EnvelopeVariable.Argument when IsGiven(variable.Of) => Add(builder, new ArgumentPart(variable.Of, format)),
        EnvelopeVariable.FaultCode when scope == FaultScope.Fault =>
            Add(builder, new FaultCodePart(definition.FieldErrors.Codes, asValue: false, format)),
        >= EnvelopeVariable.FaultCode when scope == FaultScope.Fault => Add(builder, new FaultPart(variable.Name, format)),
        _ => [],
    };

    /// <summary>The text of a variable that is the same in every response of the definition; null for others, and where there is none.</summary>
    private string? ConstantOf(EnvelopeValue.Variable variable) => variable.Name switch
    {
        EnvelopeVariable.Code => definition.Code.Text,
        EnvelopeVariable.Title => definition.Title,
        EnvelopeVariable.Status => definition.Status.ToString(CultureInfo.InvariantCulture),
        EnvelopeVariable.ReasonPhrase => ReasonPhrases.TitleOf(definition.Status),
        EnvelopeVariable.Docs => definition.Docs,
        EnvelopeVariable.Member => definition.Members.TryGetValue(variable.Of, out var value) ? ArgumentText.Format(value) : null,
        _ => null,
    };

    /// <summary>In the place of a fault the error itself has its code and message, and nothing else.</summary>
    private static EnvelopeValue.Variable Meant(EnvelopeValue.Variable variable, FaultScope scope) => (scope, variable.Name) switch
    {
        (FaultScope.Itself, EnvelopeVariable.FaultCode) => variable with { Name = EnvelopeVariable.Code },
        (FaultScope.Itself, EnvelopeVariable.FaultMessage) => variable with { Name = EnvelopeVariable.Message },
        _ => variable,
    };

    private bool IsGiven(string argument) => definition.Arguments?.Contains(argument) != false;

    private CompiledValue Hole(TemplatePart part) => new(new TemplateBuilder(format).Hole(part), [part]);

    // Members of details have a type, and an empty text is one; $argument.field? is left out for the body as a whole, which has an empty path.
    private CompiledValue CompileArgument(EnvelopeValue.Variable variable) => IsGiven(variable.Of)
        ? Hole(new ArgumentValuePart(variable.Of, variable.Type, isEmptyNothing: variable is { Optional: true, Type: null }, format))
        : CompiledValue.Never(new TemplateBuilder(format));

    private CompiledValue CompileMember(string name)
    {
        var builder = new TemplateBuilder(format);
        if (!definition.Members.TryGetValue(name, out var value))
        {
            return CompiledValue.Never(builder);
        }

        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        TypedValue.Write(bytes, value, type: null, format);
        return CompiledValue.Always(builder.Bytes(bytes.WrittenSpan));
    }

    private CompiledValue CompileText(EnvelopeValue.Variable variable, FaultScope scope)
    {
        var inside = new TemplateBuilder(format);
        var presence = AddInside(inside, variable, scope);
        var content = new TemplateBuilder(format);
        return new CompiledValue(IsNumber(variable) ? content.Append(inside) : content.Quote().Append(inside).Quote(), presence);
    }

    private bool IsNumber(EnvelopeValue.Variable variable) => variable.Type is null && variable.Name switch
    {
        EnvelopeVariable.Code => definition.Code.IsNumber,
        EnvelopeVariable.Status or EnvelopeVariable.RetryAfter or EnvelopeVariable.TimestampSeconds or EnvelopeVariable.TimestampMilliseconds => true,
        _ => false,
    };
}
