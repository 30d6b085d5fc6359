using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Tests.Storage;
using Microsoft.AspNetCore.Builder;

namespace Lintel.Tests.Contracts;

public sealed class ContractPathTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void File_in_the_content_root_comes_first()
    {
        File.WriteAllText(_root.File("shop.yaml"), string.Empty);

        Assert.Equal(_root.File("shop.yaml"), ContractPath.Find("shop.yaml", _root.Path));
    }

    [Fact]
    public void File_beside_the_executable_is_found_from_any_content_root()
    {
        var beside = Directory.GetFiles(AppContext.BaseDirectory, "*.json")[0];

        Assert.Equal(beside, ContractPath.Find(Path.GetFileName(beside), _root.Path));
    }

    [Fact]
    public void File_in_neither_place_is_a_fault_that_names_both()
    {
        var fault = Assert.Single(Assert.Throws<ContractException>(() => ContractPath.Find("missing.yaml", _root.Path)).Faults);

        Assert.Contains(_root.Path, fault.Problem, StringComparison.Ordinal);
        Assert.Contains(AppContext.BaseDirectory, fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_root_is_that_of_the_applications_builder()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _root.Path });

        Assert.Equal(Path.TrimEndingDirectorySeparator(_root.Path), Path.TrimEndingDirectorySeparator(ContractPath.ContentRootOf(builder.Services)));
    }
}
