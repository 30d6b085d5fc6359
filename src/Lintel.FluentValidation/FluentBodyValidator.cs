using System.Collections.Concurrent;
using FluentValidation;
using Lintel.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.FluentValidation;

/// <summary>Asks the registered validators of a value's type.</summary>
internal sealed class FluentBodyValidator : IBodyValidator
{
    private readonly ConcurrentDictionary<Type, Type> _services = new();

    public async ValueTask ValidateAsync(BodyValidationContext context, CancellationToken cancellationToken)
    {
        var service = _services.GetOrAdd(context.Type, static type => typeof(IValidator<>).MakeGenericType(type));

        // From the request's own services, for validators are usually scoped.
        foreach (IValidator? validator in context.Call.Http.RequestServices.GetServices(service))
        {
            var result = await validator!.ValidateAsync(new ValidationContext<object>(context.Value), cancellationToken);
            foreach (var failure in result.Errors)
            {
                FluentFaults.Report(context, failure);
            }
        }
    }
}
