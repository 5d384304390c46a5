from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from rich_text.showing import VideoHandler


@hooks.register("register_rich_text_features")
def show_videos(features: FeatureRegistry) -> None:
    features.register_embed_type(VideoHandler)
