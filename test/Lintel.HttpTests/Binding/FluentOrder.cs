using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using FluentValidation;
using Lintel.AspNetCore;

namespace Lintel.HttpTests.Binding;

/// <summary>A body with rules of its own and a validator.</summary>
public sealed record FluentOrder(string Item, [Range(1, 100)] int Count, IReadOnlyList<FluentLine> Lines, FluentAddress? Address = null)
{
    public string? Note { get; init; }

    public string? Mail { get; init; }

    public string? Code { get; init; }

    public string? Card { get; init; }

    public int? From { get; init; }

    public int? To { get; init; }

    public decimal? Weight { get; init; }

    public FluentColor? Color { get; init; }

    public DateOnly? Due { get; init; }

    [JsonPropertyName("voucher_code")]
    public string? Voucher { get; init; }

    [StringLength(8)]
    public string? Title { get; init; }

    [System.ComponentModel.DataAnnotations.MaxLength(3)]
    public string[]? Labels { get; init; }

    public Dictionary<string, FluentLine>? Extras { get; init; }

    public FluentShape? Shape { get; init; }
}

/// <summary>A line of an order.</summary>
public sealed record FluentLine(string? Name, int Price = 1);

/// <summary>An address that an order goes to.</summary>
public sealed record FluentAddress(string? Street, [Range(1, 99999)] int Zip);

/// <summary>A shape, which says by itself which it is.</summary>
[JsonDerivedType(typeof(FluentRoundShape), "round")]
public record FluentShape;

/// <summary>A round shape.</summary>
public sealed record FluentRoundShape([property: JsonPropertyName("r")] int Radius) : FluentShape;

/// <summary>The color of an order.</summary>
public enum FluentColor
{
    Red,
    Green,
}

/// <summary>The conditions of a search.</summary>
public sealed record FluentSearch(string? Text, [Range(1, 1000)] int Page = 1);

/// <summary>The vouchers that are good, for one request.</summary>
public sealed class FluentVouchers
{
    public async Task<bool> IsGoodAsync(string voucher, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return cancellationToken.CanBeCanceled && voucher == "good";
    }
}

/// <summary>Asks for the standard rules, and the database.</summary>
public sealed class FluentOrderValidator : AbstractValidator<FluentOrder>
{
    public FluentOrderValidator(FluentVouchers vouchers)
    {
        RuleFor(order => order.Item).NotEmpty().Length(3, 10).Must(item => !item.Contains("sofa", StringComparison.Ordinal)).WithMessage("We have no sofas.");
        RuleFor(order => order.Item.Length).LessThan(9);
        RuleFor(order => order.Count).LessThan(50);
        RuleFor(order => order.Lines).NotEmpty();
        RuleForEach(order => order.Lines).SetValidator(new FluentLineValidator());
        RuleFor(order => order.Address!).SetValidator(new FluentAddressValidator()).When(order => order.Address is not null);
        RuleFor(order => order.Note).MinimumLength(2).MaximumLength(5);
        RuleFor(order => order.Mail).EmailAddress().WithMessage("Take a real {PropertyName}.");
        RuleFor(order => order.Code).Matches("^[a-z]+$");
        RuleFor(order => order.Card).CreditCard();
        RuleFor(order => order.From).InclusiveBetween(1, 9);
        RuleFor(order => order.To).GreaterThanOrEqualTo(order => order.From).When(order => order.From is not null);
        RuleFor(order => order.Weight).GreaterThan(0);
        RuleFor(order => order.Color).IsInEnum();
        RuleFor(order => order.Due).LessThan(new DateOnly(2027, 1, 1));
        RuleFor(order => order.Title).MaximumLength(5);
        RuleForEach(order => order.Labels).ExclusiveBetween("a", "c");
        RuleForEach(order => order.Extras).ChildRules(pair => pair.RuleFor(extra => extra.Value.Name).NotNull());
        RuleFor(order => order.Shape).SetInheritanceValidator(shape => shape.Add<FluentRoundShape>(new FluentRoundShapeValidator()));
        RuleFor(order => order).Must(order => order.Note != order.Item).WithMessage("Say more than the item.");

        RuleFor(order => order.Voucher!).MustAsync(vouchers.IsGoodAsync).WithMessage("is used up").When(order => order.Voucher is not null);
    }
}

/// <summary>Asks for a name.</summary>
public sealed class FluentLineValidator : AbstractValidator<FluentLine>
{
    public FluentLineValidator()
    {
        RuleFor(line => line.Name).NotNull();
        RuleFor(line => line.Price).ExclusiveBetween(0, 10);
    }
}

/// <summary>Asks for a street.</summary>
public sealed class FluentAddressValidator : AbstractValidator<FluentAddress>
{
    public FluentAddressValidator()
    {
        RuleFor(address => address.Street).NotEmpty();
        RuleFor(address => address.Zip).Must(zip => zip > 1000).WithMessage("We do not deliver there.");
    }
}

/// <summary>Asks for a radius.</summary>
public sealed class FluentRoundShapeValidator : AbstractValidator<FluentRoundShape>
{
    public FluentRoundShapeValidator() => RuleFor(shape => shape.Radius).GreaterThanOrEqualTo(5);
}

/// <summary>Asks for a text.</summary>
public sealed class FluentSearchValidator : AbstractValidator<FluentSearch>
{
    public FluentSearchValidator() => RuleFor(search => search.Text).NotEmpty().MinimumLength(3);
}

/// <summary>Asks for lines one by one, where they are the whole body.</summary>
public sealed class FluentLinesValidator : AbstractValidator<List<FluentLine>>
{
    public FluentLinesValidator() => RuleForEach(lines => lines).SetValidator(new FluentLineValidator());
}

/// <summary>Fails, and says so to nobody.</summary>
public sealed class FluentAddressFailure : AbstractValidator<FluentAddress>
{
    public FluentAddressFailure() => RuleFor(address => address.Street).Must(_ => throw new InvalidOperationException("secret"));
}

/// <summary>A validator without the library.</summary>
public sealed class PlainBodyValidator : IBodyValidator
{
    public ValueTask ValidateAsync(BodyValidationContext context, CancellationToken cancellationToken)
    {
        if (context.Value is FluentLine { Price: > 5 } && context.Type == typeof(FluentLine))
        {
            context.Fault(nameof(FluentLine.Price), FieldFaultKind.TooLarge, ("limit", "5"));
            context.Fault(nameof(FluentLine.Price), "is told once");
            context.Fault(string.Empty, $"No line of account {context.Call.Account!.Id.Length > 0}.");
        }

        return ValueTask.CompletedTask;
    }
}
