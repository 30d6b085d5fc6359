using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.AspNetCore;

namespace Lintel.Bench.Servers;

/// <summary>The body of <c>POST /shop/orders</c>, about 1 kB of JSON, with the same rules for every variant that checks it.</summary>
public sealed record Order(
    [property: Required, StringLength(80, MinimumLength = 1)] string Customer,
    [property: Required, EmailAddress, StringLength(254)] string Email,
    [property: StringLength(400)] string? Note,
    [property: Required, MinLength(1), MaxLength(50)] IReadOnlyList<OrderLine> Lines)
{
    internal static Order Read(FieldReader fields) => new(
        fields.Text("customer", required: true, min: 1, max: 80) ?? string.Empty,
        Address(fields),
        fields.Text("note", max: 400),
        fields.Objects("lines", OrderLine.Read, required: true, min: 1, max: 50) ?? []);

    private static string Address(FieldReader fields)
    {
        var email = fields.Text("email", required: true, max: 254) ?? string.Empty;
        if (email.Length > 0 && !new EmailAddressAttribute().IsValid(email))
        {
            fields.Fault("email", "must be an address of mail");
        }

        return email;
    }
}

/// <summary>A line of an order.</summary>
public sealed record OrderLine(
    [property: Required, StringLength(40, MinimumLength = 1)] string Sku,
    [property: Range(1, 1000)] long Quantity,
    [property: Range(0, 10_000_000)] long Price)
{
    internal static OrderLine Read(FieldReader fields) => new(
        fields.Text("sku", required: true, min: 1, max: 40) ?? string.Empty,
        fields.Integer("quantity", required: true, min: 1, max: 1000) ?? 0,
        fields.Integer("price", required: true, min: 0, max: 10_000_000) ?? 0);
}

/// <summary>The answer to an order.</summary>
/// <param name="Lines">How many lines it has.</param>
/// <param name="Total">The sum.</param>
public sealed record OrderTotal(int Lines, long Total)
{
    /// <summary>The answer to an order.</summary>
    public static OrderTotal Of(Order order) => new(order.Lines.Count, order.Lines.Sum(line => line.Quantity * line.Price));
}

/// <summary>Serialisation without reflection, for every variant alike.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderTotal))]
[JsonSerializable(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
internal sealed partial class OrderJson : JsonSerializerContext;
