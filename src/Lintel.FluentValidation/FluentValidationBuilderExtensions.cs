using FluentValidation;
using Lintel;
using Lintel.AspNetCore;
using Lintel.FluentValidation;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the validators of FluentValidation to an application.</summary>
public static class FluentValidationBuilderExtensions
{
    /// <summary>
    /// Asks each <see cref="IValidator{T}"/> that the application has registered about the values that <c>.Body&lt;T&gt;()</c> and <c>.Query&lt;T&gt;()</c>
    /// read, and reports its failures together with the other faults: by the names of the JSON, and in the contract's words where the validator is a
    /// standard one without a message of its own.
    /// </summary>
    /// <remarks>
    /// Validators of exactly <c>T</c> are asked, and <c>ValidateAsync</c> is awaited; parts of a value are checked by the validators that its own names
    /// (<c>SetValidator</c>). They run on values that could be read, with each required member. Every failure refuses the request, whatever its severity.
    /// </remarks>
    /// <param name="builder">The builder that <c>AddLintel</c> returned.</param>
    /// <returns>The builder.</returns>
    public static ILintelBuilder AddFluentValidation(this ILintelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IBodyValidator, FluentBodyValidator>());
        return builder;
    }
}
