using System.Collections;
using System.Globalization;
using FluentValidation;
using FluentValidation.Results;
using Lintel.AspNetCore;

namespace Lintel.FluentValidation;

/// <summary>Maps failures of the standard validators to the contract's kinds of fault.</summary>
internal static class FluentFaults
{
    /// <summary>Reports a failure: in the contract's words where it has some that say the same; otherwise with the validator's message.</summary>
    public static void Report(BodyValidationContext context, ValidationFailure failure)
    {
        var member = failure.PropertyName ?? string.Empty;
        if (member.Length == 0 || IsWorded(failure) || !context.IsMember(member) || !TryReport(context, member, failure))
        {
            context.Fault(member, failure.ErrorMessage ?? string.Empty);
        }
    }

    private static bool TryReport(BodyValidationContext context, string member, ValidationFailure failure) => failure.ErrorCode switch
    {
        // A list without items was sent all the same.
        "NotEmptyValidator" when failure.AttemptedValue is not (string or byte[]) and IEnumerable => Limit(context, member, FieldFaultKind.TooFew, 1),
        "NotEmptyValidator" or "NotNullValidator" => Missing(context, member),
        "LengthValidator" or "MinimumLengthValidator" or "MaximumLengthValidator" or "ExactLengthValidator" => Length(context, member, failure),
        "GreaterThanOrEqualValidator" => Smallest(context, member, ValueOf(failure, "ComparisonValue")),
        "GreaterThanValidator" => Smallest(context, member, Next(ValueOf(failure, "ComparisonValue"), 1)),
        "LessThanOrEqualValidator" => Largest(context, member, ValueOf(failure, "ComparisonValue")),
        "LessThanValidator" => Largest(context, member, Next(ValueOf(failure, "ComparisonValue"), -1)),
        "InclusiveBetweenValidator" => Between(context, member, failure, 0),
        "ExclusiveBetweenValidator" => Between(context, member, failure, 1),
        "EnumValidator" when failure.AttemptedValue is Enum value => Word(context, member, value),
        "EmailValidator" => Form(context, member, "an email address"),
        "CreditCardValidator" => Form(context, member, "a credit card number"),
        "RegularExpressionValidator" => Form(context, member, "in its form"),
        _ => false,
    };

    /// <summary>Tells whether the application wrote the message: nothing but the message itself shows that.</summary>
    private static bool IsWorded(ValidationFailure failure)
    {
        if (failure.ErrorCode is null || failure.FormattedMessagePlaceholderValues is null)
        {
            return true;
        }

        var formatter = ValidatorOptions.Global.MessageFormatterFactory();
        foreach (var (name, value) in failure.FormattedMessagePlaceholderValues)
        {
            formatter.AppendArgument(name, value);
        }

        var template = ValidatorOptions.Global.LanguageManager.GetString(failure.ErrorCode);
        return string.IsNullOrEmpty(template) || formatter.BuildMessage(template) != failure.ErrorMessage;
    }

    private static bool Missing(BodyValidationContext context, string member)
    {
        context.Fault(member, FieldFaultKind.Missing);
        return true;
    }

    private static bool Form(BodyValidationContext context, string member, string expected)
    {
        context.Fault(member, FieldFaultKind.Format, ("expected", expected));
        return true;
    }

    private static bool Word(BodyValidationContext context, string member, Enum value)
    {
        context.Fault(member, FieldFaultKind.OneOf, ("allowed", context.WordsOf(value.GetType())), ("received", context.KindOfNumber));
        return true;
    }

    private static bool Length(BodyValidationContext context, string member, ValidationFailure failure)
    {
        var (length, min, max) = (ValueOf(failure, "TotalLength"), ValueOf(failure, "MinLength"), ValueOf(failure, "MaxLength"));
        return length is int sent
            && ((min is int least && sent < least && Limit(context, member, FieldFaultKind.TooShort, least))
                || (max is int most && sent > most && Limit(context, member, FieldFaultKind.TooLong, most)));
    }

    private static bool Between(BodyValidationContext context, string member, ValidationFailure failure, int step)
    {
        var (value, from, to) = (failure.AttemptedValue, ValueOf(failure, "From"), ValueOf(failure, "To"));
        return IsNumber(value) && value!.GetType() == from?.GetType()
            && (Comparer.Default.Compare(value, from) < step
                ? Smallest(context, member, Next(from, step))
                : Largest(context, member, Next(to, -step)));
    }

    private static bool Smallest(BodyValidationContext context, string member, object? limit) => Limit(context, member, FieldFaultKind.TooSmall, limit);

    private static bool Largest(BodyValidationContext context, string member, object? limit) => Limit(context, member, FieldFaultKind.TooLarge, limit);

    private static bool Limit(BodyValidationContext context, string member, FieldFaultKind kind, object? limit)
    {
        if (!IsNumber(limit))
        {
            return false;
        }

        context.Fault(member, kind, ("limit", Convert.ToString(limit, CultureInfo.InvariantCulture)!));
        return true;
    }

    /// <summary>
    /// The next whole number, for a bound that is not included; null where there is none, as for decimals: the contract's words are about bounds that are.
    /// </summary>
    private static object? Next(object? bound, int step) => step == 0 ? bound
        : bound is not Enum && bound is not null && Type.GetTypeCode(bound.GetType()) is >= TypeCode.SByte and <= TypeCode.UInt64
            ? Convert.ToDecimal(bound, CultureInfo.InvariantCulture) + step
            : null;

    private static bool IsNumber(object? value) => value is not (null or Enum)
        && Type.GetTypeCode(value.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static object? ValueOf(ValidationFailure failure, string name) => failure.FormattedMessagePlaceholderValues.GetValueOrDefault(name);
}
