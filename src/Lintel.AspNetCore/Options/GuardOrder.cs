using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>The order of a contract with the application's own guards in it.</summary>
internal static class GuardOrder
{
    /// <summary>The stages: those of the contract, and each guard that it does not place after the stage that it was added for.</summary>
    public static IReadOnlyList<StageDescriptor> Of(Contract contract, IEnumerable<AddedGuard> added)
    {
        var order = contract.Order.ToList();
        var last = new Dictionary<StageDescriptor, StageDescriptor>();
        foreach (var guard in added.Where(guard => guard.Guards(contract) && !guard.IsPlacedBy(contract)))
        {
            // Two that stand after the same stage keep the order in which they were added.
            var before = last.GetValueOrDefault(guard.After, guard.After);
            order.Insert(order.FindIndex(stage => stage.Word == before.Word) + 1, guard.Stage);
            last[guard.After] = guard.Stage;
        }

        return order;
    }

    /// <summary>Finds guards that have no place in a contract, or raise what it has no error definition for.</summary>
    public static IEnumerable<string> FaultsOf(LintelOptions options, IReadOnlyCollection<Contract> contracts)
    {
        foreach (var guard in options.Guards)
        {
            if (guard.Api is { } api && contracts.All(contract => contract.Api != api))
            {
                yield return $"AddGuard<{guard.Type.Name}> is for the API '{api}', which no contract has.";
            }

            foreach (var contract in contracts.Where(guard.Guards))
            {
                if (!guard.IsPlacedBy(contract) && !HasPlace(guard, contract, options.Guards))
                {
                    yield return $"AddGuard<{guard.Type.Name}> stands after '{guard.After}', which the order of {contract.File} does not have. Place '{guard.Stage}' in that order, or say which API the guard is for.";
                }

                foreach (var fault in RaisedCodes.FaultsOf(guard.Type.Name, guard.Codes, contract))
                {
                    yield return fault;
                }
            }
        }
    }

    private static bool HasPlace(AddedGuard guard, Contract contract, IEnumerable<AddedGuard> all) =>
        contract.Order.Any(stage => stage.Word == guard.After.Word)
        || all.Any(other => other.Stage == guard.After && other.Guards(contract) && HasPlace(other, contract, all));
}
