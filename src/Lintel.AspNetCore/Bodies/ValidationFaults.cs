using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lintel.AspNetCore;

/// <summary>
/// Says in the contract's words which value a member has to have: its type, and the attributes of <c>System.ComponentModel.DataAnnotations</c>.
/// </summary>
internal sealed class ValidationFaults(FieldReader fields)
{
    private const string MustBe = "must be ";

    // What messages of rules for a whole object are about. The name of its type is nothing for callers.
    private const string WholeName = "request";

    private static readonly ConcurrentDictionary<Type, string?> OwnMessages = new();

    /// <summary>Notes a value of another type than the plan's, in the words in which <see cref="FieldReader"/> tells it.</summary>
    /// <param name="json">The value.</param>
    /// <param name="plan">The plan of its type.</param>
    /// <param name="member">The member that it is the value of; null for an item of a list and for the whole.</param>
    /// <param name="path">The path to it.</param>
    public void NoteType(JsonElement json, TypePlan plan, MemberPlan? member, string path)
    {
        var value = fields.ValueOf(json);
        var type = Nullable.GetUnderlyingType(plan.Info.Type) ?? plan.Info.Type;
        if (type.IsEnum)
        {
            fields.Fault(
                path,
                FieldFaultKind.OneOf,
                ("allowed", string.Join(", ", BodyShape.WordsOf(type, plan.Info.Options).Words)),
                ("received", value.Kind));
        }
        else if (member?.RuleOf<AllowedValuesAttribute>() is { } allowed && !IsWorded(allowed))
        {
            NoteWords(allowed, value.Kind, path);
        }
        else if (KindOf(type, plan.Kind) is "integer" && member?.RuleOf<RangeAttribute>() is { Minimum: int min, Maximum: int max } range && !IsWorded(range))
        {
            NoteNumber(value, min, max, path);
        }
        else if (type == typeof(Guid))
        {
            fields.Fault(path, FieldFaultKind.Format, ("expected", FieldReader.UuidForm), ("received", value.Kind));
        }
        else if (KindOf(type, plan.Kind) is { } kind && !(kind is "integer" or "number" && value.IsNumber))
        {
            fields.Fault(path, FieldFaultKind.Type, ("expected", kind), ("received", value.Kind));
        }
        else if (ExpectedValue.Of(type.Name, type) is var expected && expected.StartsWith(MustBe, StringComparison.Ordinal))
        {
            fields.Fault(path, FieldFaultKind.Format, ("expected", expected[MustBe.Length..]), ("received", value.Kind));
        }
        else
        {
            fields.Fault(path, FieldFaultKind.Other, ("problem", expected));
        }
    }

    /// <summary>Notes every attribute of a member that does not hold.</summary>
    /// <param name="value">The value.</param>
    /// <param name="owner">The object that it belongs to; null where that could not be read.</param>
    /// <param name="member">The member.</param>
    /// <param name="path">The path to it.</param>
    public void Check(object value, object? owner, MemberPlan member, string path)
    {
        var faults = fields.FaultCount;
        foreach (var rule in member.Rules)
        {
            if (rule is SingleLineAttribute && fields.FaultCount > faults)
            {
                continue;
            }

            if ((owner is null && rule.RequiresValidationContext) || (owner is null && value is object?[] && !IsOfLength(rule)))
            {
                continue;
            }

            var context = ContextOf(owner ?? value, member.ClrName ?? member.Name, path);
            if (ResultOf(rule, value, context) is { } result)
            {
                Note(rule, value, result, path);
            }
        }
    }

    /// <summary>Notes a list with fewer or more items than the attributes of a member allow.</summary>
    public void CheckCount(int count, MemberPlan member, string path)
    {
        foreach (var rule in member.Rules.Where(IsOfLength))
        {
            var items = new object?[count];
            if (ResultOf(rule, items, ContextOf(items, member.ClrName ?? member.Name, path)) is { } result)
            {
                Note(rule, items, result, path);
            }
        }
    }

    /// <summary>Notes what does not hold of an object as a whole.</summary>
    public void CheckWhole(object value, TypePlan plan, string path)
    {
        var faults = fields.FaultCount;
        foreach (var rule in plan.Rules)
        {
            if (ResultOf(rule, value, ContextOf(value, null, path)) is { } result)
            {
                NoteResult(result, plan, path);
            }
        }

        if (value is IValidatableObject validatable && fields.FaultCount == faults)
        {
            foreach (var result in validatable.Validate(ContextOf(value, null, path)).Where(result => result != ValidationResult.Success))
            {
                NoteResult(result, plan, path);
            }
        }
    }

    /// <summary>Tells whether the application wrote the message. Some attributes have one of their own as if it had.</summary>
    private static bool IsWorded(ValidationAttribute rule) => rule.ErrorMessageResourceName is not null
        || (rule.ErrorMessage is { } message && message != OwnMessages.GetOrAdd(rule.GetType(), OwnMessageOf));

    private static string? OwnMessageOf(Type type) => type == typeof(AllowedValuesAttribute) ? new AllowedValuesAttribute().ErrorMessage
        : type.GetConstructor(Type.EmptyTypes) is null ? null : ((ValidationAttribute)Activator.CreateInstance(type)!).ErrorMessage;

    /// <summary>Asks a rule; null where it holds. A range of small numbers cannot be compared with a large one: that is out of it.</summary>
    private static ValidationResult? ResultOf(ValidationAttribute rule, object value, ValidationContext context)
    {
        try
        {
            return rule.GetValidationResult(value, context);
        }
        catch (OverflowException) when (rule is RangeAttribute)
        {
            return new ValidationResult(rule.FormatErrorMessage(context.DisplayName));
        }
    }

    private static bool IsOfLength(ValidationAttribute rule) => rule is MinLengthAttribute or MaxLengthAttribute or LengthAttribute;

    private static string? KindOf(Type type, JsonTypeInfoKind kind) => kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "object",
        JsonTypeInfoKind.Enumerable => "array",
        _ => Type.GetTypeCode(type) switch
        {
            TypeCode.String => "string",
            TypeCode.Boolean => "boolean",
            TypeCode.Decimal or TypeCode.Double or TypeCode.Single => "number",
            >= TypeCode.SByte and <= TypeCode.UInt64 => "integer",
            _ => null,
        },
    };

    private ValidationContext ContextOf(object instance, string? member, string path) =>
        new(instance, fields.Call.Http.RequestServices, items: null) { MemberName = member, DisplayName = path.Length == 0 ? WholeName : path };

    /// <summary>A text that the application wrote itself is told as it is.</summary>
    private void Note(ValidationAttribute rule, object value, ValidationResult result, string path)
    {
        if (IsWorded(rule))
        {
            fields.Note(path, result.ErrorMessage ?? string.Empty);
            return;
        }

        switch (rule)
        {
            case RangeAttribute { MinimumIsExclusive: false, MaximumIsExclusive: false } range when Compare(value, range.Minimum) is { } order:
                var isSmall = order < 0;
                fields.Fault(path, isSmall ? FieldFaultKind.TooSmall : FieldFaultKind.TooLarge, ("limit", TextOf(isSmall ? range.Minimum : range.Maximum)));
                break;
            case StringLengthAttribute length:
                NoteLength(value, length.MinimumLength, length.MaximumLength, path);
                break;
            case LengthAttribute length:
                NoteLength(value, length.MinimumLength, length.MaximumLength, path);
                break;
            case MinLengthAttribute length:
                NoteLength(value, length.Length, int.MaxValue, path);
                break;
            case MaxLengthAttribute length:
                NoteLength(value, 0, length.Length, path);
                break;
            case AllowedValuesAttribute allowed:
                NoteWords(allowed, KindOf(value), path);
                break;
            default:
                NoteForm(rule, result, path);
                break;
        }
    }

    private void NoteNumber(FieldValue value, int min, int max, string path)
    {
        if (value.TryInteger(out var number) && (number < min || number > max))
        {
            fields.Fault(path, number < min ? FieldFaultKind.TooSmall : FieldFaultKind.TooLarge, ("limit", TextOf(number < min ? min : max)));
        }
        else
        {
            fields.WrongNumber(path, "integer", NumberWords.Whole(min, max), value);
        }
    }

    private void NoteWords(AllowedValuesAttribute rule, string received, string path) =>
        fields.Fault(path, FieldFaultKind.OneOf, ("allowed", string.Join(", ", rule.Values.Select(TextOf))), ("received", received));

    private void NoteForm(ValidationAttribute rule, ValidationResult result, string path)
    {
        var expected = rule switch
        {
            EmailAddressAttribute => "an email address",
            UrlAttribute => "a URL",
            PhoneAttribute => "a phone number",
            CreditCardAttribute => "a credit card number",
            Base64StringAttribute => "Base64",
            RegularExpressionAttribute => "in its form",
            SingleLineAttribute => FieldReader.ControlFree,
            _ => null,
        };
        if (expected is null)
        {
            fields.Note(path, result.ErrorMessage ?? string.Empty);
        }
        else
        {
            fields.Fault(path, FieldFaultKind.Format, ("expected", expected));
        }
    }

    private void NoteLength(object value, int min, int max, string path)
    {
        var (isText, length) = value is string text ? (true, text.Length) : (false, (value as ICollection)?.Count ?? 0);
        var isShort = length < min;
        var kind = (isText, isShort) switch
        {
            (true, true) => FieldFaultKind.TooShort,
            (true, false) => FieldFaultKind.TooLong,
            (false, true) => FieldFaultKind.TooFew,
            (false, false) => FieldFaultKind.TooMany,
        };
        fields.Fault(path, kind, ("limit", (isShort ? min : max).ToString(CultureInfo.InvariantCulture)));
    }

    private void NoteResult(ValidationResult result, TypePlan plan, string path)
    {
        var names = result.MemberNames.Select(name => plan.Members.FirstOrDefault(member => member.ClrName == name)?.Name ?? name).ToArray();
        foreach (var name in names.Length == 0 ? [string.Empty] : names)
        {
            fields.Note(name.Length == 0 ? path : MemberPath.Join(path, name), result.ErrorMessage ?? string.Empty);
        }
    }

    /// <summary>Compares a value with a bound; null where they are not of one kind.</summary>
    private static int? Compare(object value, object bound) =>
        value is IComparable comparable && bound.GetType() == value.GetType() ? comparable.CompareTo(bound)
        : IsNumber(value)
            && IsNumber(bound) ? Convert.ToDouble(value, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(bound, CultureInfo.InvariantCulture))
        : null;

    private static bool IsNumber(object value) => Type.GetTypeCode(value.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static string KindOf(object value) => value is bool ? "boolean" : value is not Enum && IsNumber(value) ? "number" : "string";

    private static string TextOf(object? value) => value is null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
