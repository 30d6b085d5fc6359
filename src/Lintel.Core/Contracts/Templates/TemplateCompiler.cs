using System.Globalization;

namespace Lintel.Contracts;

/// <summary>The texts of a definition that an envelope shows.</summary>
/// <param name="Code">The code.</param>
/// <param name="Status">The status.</param>
/// <param name="Title">The title.</param>
/// <param name="Type">The path of the definition's documentation.</param>
/// <param name="Messages">The message and its variants.</param>
/// <param name="Details">The details.</param>
/// <param name="Form">The form of field errors.</param>
/// <param name="RetryAfter">The constant wait, or null.</param>
internal sealed record ErrorTexts(
    string Code,
    int Status,
    string Title,
    string Type,
    ErrorMessages Messages,
    DetailsShape Details,
    FieldErrorForm Form,
    int? RetryAfter)
{
    /// <summary>The same texts for another status; a title that is the reason phrase follows the status.</summary>
    public ErrorTexts WithStatus(int status) => this with
    {
        Status = status,
        Title = string.Equals(Title, ReasonPhrases.Of(Status), StringComparison.Ordinal) ? ReasonPhrases.TitleOf(status) : Title,
    };
}

/// <summary>Compiles an envelope for one definition.</summary>
internal static class TemplateCompiler
{
    public static ErrorTemplate Compile(EnvelopeValue.Group envelope, ErrorTexts definition)
    {
        var builder = new TemplateBuilder();
        AddGroup(builder, envelope, definition);
        return new ErrorTemplate(builder.Build(), definition.Messages);
    }

    private static void AddGroup(TemplateBuilder builder, EnvelopeValue.Group group, ErrorTexts definition)
    {
        builder.Json("{"u8);
        var isPreceded = false;
        var optional = new List<OptionalMember>();
        foreach (var member in group.Members)
        {
            if (member.Value is EnvelopeValue.Variable { Optional: true } variable)
            {
                AddOptional(optional, member.Name, HoleFor(variable.Name, definition));
                continue;
            }

            var commaIsOpen = optional.Count > 0 && !isPreceded;
            AddRun(builder, optional, isPreceded, isFollowed: commaIsOpen);
            builder.Json(TemplateBuilder.MemberName(member.Name, withComma: isPreceded));
            AddValue(builder, member.Value, definition);
            isPreceded = true;
        }

        AddRun(builder, optional, isPreceded, isFollowed: false);
        builder.Json("}"u8);
    }

    private static void AddOptional(List<OptionalMember> optional, string name, TemplatePart? hole)
    {
        // A definition without details never has any: the member is left out for good.
        if (hole is not null)
        {
            optional.Add(new OptionalMember(TemplateBuilder.MemberName(name, withComma: false), hole));
        }
    }

    private static void AddRun(TemplateBuilder builder, List<OptionalMember> optional, bool isPreceded, bool isFollowed)
    {
        if (optional.Count > 0)
        {
            builder.Hole(new OptionalMembersPart([.. optional], isPreceded, isFollowed));
            optional.Clear();
        }
    }

    private static void AddValue(TemplateBuilder builder, EnvelopeValue value, ErrorTexts definition)
    {
        switch (value)
        {
            case EnvelopeValue.Constant constant:
                builder.Json(constant.Json);
                break;
            case EnvelopeValue.Group group:
                AddGroup(builder, group, definition);
                break;
            case EnvelopeValue.Variable variable:
                AddVariable(builder, variable.Name, definition);
                break;
        }
    }

    private static void AddVariable(TemplateBuilder builder, EnvelopeVariable variable, ErrorTexts definition)
    {
        switch (variable)
        {
            case EnvelopeVariable.Code:
                builder.Json("\""u8).Text(definition.Code).Json("\""u8);
                break;
            case EnvelopeVariable.Title:
                builder.Json("\""u8).Text(definition.Title).Json("\""u8);
                break;
            case EnvelopeVariable.Type:
                builder.Json("\""u8).Hole(new OriginPart()).Text(definition.Type).Json("\""u8);
                break;
            case EnvelopeVariable.Status:
                builder.Json(definition.Status.ToString(CultureInfo.InvariantCulture));
                break;
            case EnvelopeVariable.RequestId:
                builder.Json("\""u8).Hole(new RequestIdPart()).Json("\""u8);
                break;
            case EnvelopeVariable.Message:
                builder.Json("\""u8);
                definition.Messages.AddTo(builder);
                builder.Json("\""u8);
                break;
            default:
                if (HoleFor(variable, definition) is { } hole)
                {
                    builder.Hole(hole);
                }
                else
                {
                    builder.Json("null"u8);
                }

                break;
        }
    }

    /// <summary>The hole of a variable that may have nothing to say; null where it never has.</summary>
    private static TemplatePart? HoleFor(EnvelopeVariable variable, ErrorTexts definition) => (variable, definition.Details) switch
    {
        (EnvelopeVariable.RetryAfter, _) => new RetryAfterPart(definition.RetryAfter),
        (EnvelopeVariable.Details, DetailsShape.Object details) => new DetailsPart(details.Members, FieldErrorsIn(definition.Form)),
        (EnvelopeVariable.Details, DetailsShape.FieldErrors) => FieldErrorsIn(definition.Form),
        _ => null,
    };

    private static TemplatePart? FieldErrorsIn(FieldErrorForm form) => form switch
    {
        FieldErrorForm.Grouped => new GroupedFieldErrorsPart(),
        FieldErrorForm.List => new FieldErrorListPart(),
        FieldErrorForm.Issues => new FieldIssuesPart(),
        _ => null,
    };
}
